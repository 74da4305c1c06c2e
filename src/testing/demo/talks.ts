/** The programme of the demo conference: invented talks about paper, memory, small software, mending and company. */

export type DemoTrack = 'type' | 'archives' | 'software' | 'mending' | 'together';

export type DemoTalk = { track: DemoTrack; title: string; abstract: string };

const talk = (track: DemoTrack, title: string, abstract: string): DemoTalk => ({ track, title, abstract });

export const KEYNOTES: DemoTalk[] = [
  talk(
    'type',
    'The Footnote Is the Best Seat in the House',
    'Everything that a text is slightly ashamed of ends up at the bottom of the page: the doubt, the joke, the debt to somebody else. This opening talk walks through four centuries of small print and asks what our own screens lost when they scrolled the footnote away. Bring a book with a good one.',
  ),
  talk(
    'archives',
    'Forty Thousand Letters and No Index',
    'A town council inherited the correspondence of a man who wrote to everyone and filed nothing. Six years, eleven volunteers and one very patient goat farmer later there is an index, and a quarrel about whether it should exist. A story about finding things, and about the things that would rather not be found.',
  ),
  talk(
    'together',
    'Leave the Ladder Out',
    'Whoever climbs up last decides whether there is still a ladder for the next person. This closing talk collects the smallest habits that keep a community open: the chair turned outwards, the label on the light switch, the sentence that explains the joke. None of them costs anything, and all of them need somebody to do them.',
  ),
];

export const EVENING: DemoTalk = talk(
  'together',
  'Night Shift at the Press',
  'The big press runs once a year, and it runs at night, because the neighbours like the sound. Set a line, pull a sheet, eat soup at midnight and carry home the only copy of a newspaper with your own headline. Ends when the ink does.',
);

export const TALKS: DemoTalk[] = [
  talk(
    'type',
    'Seventeen Ways to Set a Telephone Number',
    'Spaces, dots, dashes, brackets, or nothing at all: every country is certain, and no two agree. We compare seventeen conventions, find out which ones people can still dial after a glass of wine, and end with a modest proposal that will please nobody.',
  ),
  talk(
    'type',
    'Kerning for People Who Have Somewhere to Be',
    'You have twenty minutes, a poster and two letters that will not stand next to each other. This is a triage course: which pairs to fix, which to forgive, and when to choose another word. No software is required, though a squint helps.',
  ),
  talk(
    'type',
    'The Ampersand Has Been Lying to You',
    'It says "and", but it has meant "with", "against" and "see the lawyer". We follow one character through shop signs, contracts and programming languages, and watch it change its mind. There will be a quiz, and the quiz will be unfair.',
  ),
  talk(
    'type',
    'Right to Left, Top to Bottom, Inside Out',
    'A menu in Arabic with prices in euros and a dish named after a French general is a small miracle of bidirectional text, and it usually goes wrong at the general. We take one such menu apart, character by character. You will leave knowing where the invisible marks go, and why.',
  ),
  talk(
    'type',
    'A Typeface Drawn by Bus Drivers',
    'The transport company wanted a legible destination sign; the drivers had opinions about the letter Z. Over one winter of lunch breaks they drew, argued over and finally cut an alphabet that can be read through sleet at forty metres. It has two forms of the number 7 and a rude punctuation mark.',
  ),
  talk(
    'type',
    'White Space Is a Budget Line',
    'Every empty centimetre on a printed page was paid for by someone. We look at three cheap publications that spent their blank paper brilliantly and one expensive report that did not. Afterwards you will be able to defend a margin in a meeting.',
  ),
  talk(
    'type',
    'Hyphenation in Languages That Would Rather Not',
    'Some languages break politely between syllables, some change their spelling when they do, and some have never broken a word in their lives. What happens when a phone gives them four centimetres? A tour of narrow columns, with examples that were not invented.',
  ),
  talk(
    'type',
    'The Smallest Legible Joke',
    'Engravers of banknotes have always hidden messages, and so did a printer of seed packets in our town. With a microscope and the permission of three museums we went looking for text below one millimetre. We found a recipe, two insults and a proposal of marriage.',
  ),
  talk(
    'type',
    'Reading Timetables for Pleasure',
    'A timetable is a novel in which every character arrives. We read four of them closely, from a mountain railway of 1911 to a night ferry of last year, and ask what makes a table of numbers kind. Practical advice for anyone who publishes opening hours is included.',
  ),
  talk(
    'type',
    'Grey Text on Grey Screens: An Apology',
    'I made the text grey. I was young, the monitor was enormous, and everyone said that it looked calm. Here is what the people who had to read it told me fifteen years later, and how the repair took one afternoon.',
  ),
  talk(
    'type',
    'What the Margin Is For',
    'Readers of manuscripts drew hands, dogs and complaints about the weather at the edge of the page. We counted nine thousand such marks and sorted them by mood. The results suggest a feature that no e-reader has, and that all of them could.',
  ),
  talk(
    'archives',
    'The Box Nobody Opened Since 1974',
    'It was labelled "Misc., important". Inside were a dismantled clock, two hundred raffle tickets and the only known minutes of a society that had denied its own existence. This is a talk about how to open a box slowly, and in company.',
  ),
  talk(
    'archives',
    'Digitising at the Speed of One Volunteer',
    'Our scanning project has one scanner, one Thursday a week and one Marguerite. We planned for eleven years and are ahead of schedule. Learn how a slow project stays alive: which corners may be cut, which may not, and what to do when Marguerite goes on holiday.',
  ),
  talk(
    'archives',
    'How to Throw Things Away on Purpose',
    'Keeping everything is also a decision, and an expensive one. We present the rules by which a small museum parted with a third of its collection and lost no friends. The most useful rule turned out to be a waiting period of one winter.',
  ),
  talk(
    'archives',
    "A Finding Aid for My Grandmother's Kitchen",
    'She knew where everything was, and after her death nobody did. Using the tools of professional archivists we described eleven drawers, four tins and a shelf of jars without moving any of them. What began as grief turned into a method.',
  ),
  talk(
    'archives',
    'Checksums for the Sentimental',
    'You love these files; the disk does not. A gentle introduction to fixity for families, choirs and allotment clubs: one list, one yearly ritual, one cake. We use nothing that was not already on your computer.',
  ),
  talk(
    'archives',
    'The Archive That Fits in a Rucksack',
    'When the valley floods there are forty minutes to leave. The village archive has practised four times and now leaves in twenty-six. We show the rucksack, explain what is in it and what we left behind without regret.',
  ),
  talk(
    'archives',
    'Metadata, or Writing on the Back of the Photograph',
    'Every schema began as a pencil note by somebody who was afraid to forget. We read three hundred backs of photographs and found that people answer the same five questions, in the same order. A standard is hiding there, and it is friendlier than ours.',
  ),
  talk(
    'archives',
    'Your Hard Drive Will Not Visit You in Old Age',
    'An entire decade of amateur theatre exists on drives that click. We followed twelve groups while they decided what was worth saving, and learned that the programme leaflet beats the video every time. With instructions for those who start tomorrow.',
  ),
  talk(
    'archives',
    'Three Librarians Walk into a Flood',
    'The water came up through the lift shaft. What followed was a week of freezers, borrowed fish crates and a hotline that never stopped ringing. Hear what worked, what we should have bought beforehand and why we now keep a boat.',
  ),
  talk(
    'archives',
    'Recordings of Rooms With Nobody in Them',
    'For a year a microphone listened to empty reading rooms. They hum, tick and settle, each in its own way, and one of them sings when the heating starts. We play four, ask what silence is worth keeping, and propose a catalogue entry for it.',
  ),
  talk(
    'software',
    'Software for Eleven Users',
    'It will never have a twelfth, and that is the point. Our rota program knows that Benedikt cannot do Tuesdays and that the key lives under the second pot. We describe what becomes possible when you know every user by name, and what becomes harder.',
  ),
  talk(
    'software',
    'The Cron Job That Outlived Its Company',
    'Every night at ten past three a machine sends a report to an address that stopped existing nine years ago. We found it, read it, and could not bring ourselves to switch it off before we understood it. A detective story with a shell script in the lead.',
  ),
  talk(
    'software',
    'Boring Formats, Long Lives',
    'Of all files that we tried to open after twenty years, comma-separated values did best and proprietary calendars did worst. We explain why, show how to leave a program with everything you brought, and argue that an export button is a form of good manners.',
  ),
  talk(
    'software',
    'Undo Is a Promise',
    'Most programs offer to take one thing back; few offer to take back the thing that hurts. We collected two hundred regrets from ordinary users and rebuilt one small editor around them. It turned out slower, calmer, and much harder to lose an afternoon in.',
  ),
  talk(
    'software',
    'One File, One Table, One Tuesday',
    'A whole library loan system in a single file, written in a day, in use for eight years. We go through it from top to bottom, including the two mistakes that we kept on purpose. Questions may be asked by line number.',
  ),
  talk(
    'software',
    'We Deleted the Dashboard and Nobody Called',
    'It had forty charts and one reader, who read one of them. So we sent her that chart as a letter once a month and switched off the rest. What we did with the time is the second half of the talk.',
  ),
  talk(
    'software',
    'Works in the Cellar',
    'There is no reception where the wine is, and that is where the inventory happens. We built a tool that expects to be alone and catches up later, and found that most of its conflicts were between brothers. With a live demonstration, in an actual cellar if the organisers allow it.',
  ),
  talk(
    'software',
    'Error Messages My Mother Would Frame',
    'She has three on her wall. What they share is a verb, an apology that does not grovel, and a way out. We rewrite a dozen notorious messages together and send the results to the people responsible.',
  ),
  talk(
    'software',
    'The Form With Two Questions',
    'The first version had thirty-one. Each had a defender, a history and a legal opinion. This is the record of how twenty-nine of them were talked out of existence over one year, and of the one that came back.',
  ),
  talk(
    'software',
    'Version Numbers Are Letters to Strangers',
    'A number says how worried the reader should be. We look at honest ones, boastful ones, and one that has been counting down for a decade. Then we write release notes for a kettle, because it is easier to see with a kettle.',
  ),
  talk(
    'software',
    'A Calendar That Forgives',
    'People are late, clocks change, and the wedding moves to the barn. We take apart the humble calendar entry and show which of its twenty fields are there to be kind. Includes a short, true account of the hour that happened twice.',
  ),
  talk(
    'mending',
    'A Bookbinder Reads the Manual',
    'For thirty years I repaired books and never opened the instructions of a single tool. Then I read them all, in one month, as literature. Some are excellent, one is a thriller, and the guillotine is better written than most of what I bind.',
  ),
  talk(
    'mending',
    'Glue: A Critical Review',
    'Twelve adhesives were asked to hold, to let go, and to age with dignity. Only three managed all of it, and the cheapest is made from flour. Expect samples, smells and a strong opinion on sticky tape.',
  ),
  talk(
    'mending',
    'Repairing a Scanner With Another Scanner',
    'Neither worked; both were the same model; the part was out of production. What followed took two weekends, a dentist and a very small mirror. A talk about patience, with before and after pictures.',
  ),
  talk(
    'mending',
    'The Sewing Machine Has No Settings Page',
    'Every control has one place, one meaning and one sound. After a year of teaching beginners on machines from the fifties I came back to interface design and could not look at a hamburger menu. Here is what I would steal.',
  ),
  talk(
    'mending',
    'Ink From Things the Allotment Gave Up On',
    'Oak galls, walnut husks, blackberries that nobody picked. We cooked forty inks, wrote the same sentence with each and put the sheets in a south-facing window. Come and see what is left, and what has become more beautiful.',
  ),
  talk(
    'mending',
    'Screws I Have Known',
    'There are more than thirty kinds of screw head, and somebody had a reason for each. We meet the generous ones, the secretive ones and the one that was designed to be turned only once. A practical guide to being let in.',
  ),
  talk(
    'mending',
    "A Bicycle Courier's Guide to Fragile Things",
    'Over nine winters I have carried wedding cakes, glass slides and one live owl across cobblestones. The secrets are tyre pressure, string and telling nobody that it is fragile. We will pack an egg.',
  ),
  talk(
    'mending',
    'Spare Parts as a Public Library',
    'Our tool library lends drills; last year we began to lend parts. A drawer of knobs, hinges and obsolete fuses turned out to be our most borrowed collection. We talk about cataloguing the uncataloguable, and about what comes back.',
  ),
  talk(
    'mending',
    'The Lamp That Came Back',
    'It was repaired in 1988, 1996, 2009 and this spring, each time by somebody else, and each of them left a note inside. We read the notes, rebuild the lamp on stage and add one of our own.',
  ),
  talk(
    'mending',
    'Mending in Public',
    'Put a table on a street corner and offer to fix whatever comes. In two summers we were brought radios, a puppet, a marriage contract and a great many zips. What we learned about tools fits on one page; what we learned about people does not.',
  ),
  talk(
    'together',
    'A Reading Group of Strangers, Year Nine',
    'We have never exchanged surnames and have finished sixty-one books. The rules are few: no credentials, no rescuing the author, and soup. We explain how it has lasted, and hold a short meeting with whoever comes.',
  ),
  talk(
    'together',
    'Translating the Notice Board',
    'One stairwell, nine languages and a dispute about prams. We replaced the angry laminated sheet with something that everyone could read, and the dispute ended for a reason that nobody had predicted. Bring a sign that annoys you.',
  ),
  talk(
    'together',
    'Minutes Worth Reading',
    'Minutes are written by the person who lost an argument about who writes them. It need not be so. We compare four traditions, from a fishing cooperative to a monastery, and write up this very talk while it happens.',
  ),
  talk(
    'together',
    'How to Run a Queue Kindly',
    'A queue is the first thing that most people see of your event. We measured forty, interviewed the people in the middle, and learned that what they want is not speed. A talk with diagrams, and with one diagram that you may stand in.',
  ),
  talk(
    'together',
    'The Zine Table Pays for the Coffee',
    'The accounts of a small festival, line by line, with nothing left out. We show which of our clever ideas lost money and how a trestle table with stapled booklets came to carry the rest. Numbers are rounded, mistakes are not.',
  ),
  talk(
    'together',
    'Nobody Reads the Rules, So We Drew Them',
    'Our code of conduct was four pages long and perfectly correct. Now it is eleven drawings on the way to the toilets, and people quote them. We talk about what could not be drawn, and what became clearer when we tried.',
  ),
  talk(
    'together',
    'Captioning a Pub Quiz',
    'Live captions, two hundred people, and questions that depend on a pun. We tried stenographers, software and a committee, and ended up with all three. Hear the recordings, read the captions, and try to guess which was which.',
  ),
  talk(
    'together',
    'Arguing by Postcard',
    'Two villages with a disputed footpath agreed to discuss it by postcard only, one a week, for a year. The stamps cost less than the lawyer. We read the correspondence aloud, both sides, including the card that changed everything.',
  ),
  talk(
    'together',
    'The Volunteer Rota as Literature',
    'It has a cast, a plot and a great deal of suspense towards Sunday evening. We read fourteen rotas from festivals, hospices and lighthouses and look for the moment when each begins to break. There are simple signs, and they are visible weeks ahead.',
  ),
  talk(
    'together',
    'Closing a Project Without Slamming the Door',
    'Most projects do not end; they stop answering. We ended ours on purpose, with a date, a handover and a party, and three others began because of it. A checklist for the last six months, and permission to use it.',
  ),
];

export const WORKSHOPS: DemoTalk[] = [
  talk(
    'mending',
    'Sew a Notebook Before Lunch',
    'Five sheets, one needle, a metre of thread and the pamphlet stitch. You will make one badly, one well, and carry both home. No experience needed; all materials are on the table.',
  ),
  talk(
    'archives',
    'Write an Index by Hand',
    'Take a thin book and an hour and a half and find out what it is really about. We work in pairs with slips of paper, argue about headings and discover why no machine has taken this work away. Bring a pencil that you like.',
  ),
  talk(
    'archives',
    'Rescue a Floppy Disk',
    'Bring your own or adopt one of ours. We read it with a twenty-euro controller, look at what the magnet remembers, and write down what we found so that the next person can read that too. At most twelve participants, because there are twelve drives.',
  ),
  talk(
    'type',
    'Draw Your Own Numerals',
    'Ten figures, one afternoon, a flat brush. We begin with the 2, because everybody is afraid of it, and end with a set that can number a house. Left-handed brushes are available.',
  ),
  talk(
    'software',
    'Plain-Text Publishing From a Standing Start',
    'From an empty folder to a printed booklet and a small website, with tools that fit on one page of instructions. Bring a laptop of any age and something that you want to say. We will help with the first, and listen to the second.',
  ),
  talk(
    'together',
    'Caption Everything: Ninety Minutes, Hands On',
    'Describe a picture, caption a film, write a transcript that somebody would want to read. We practise on each other and compare the results without mercy and with biscuits. Useful for anyone who publishes anything.',
  ),
  talk(
    'mending',
    'Paper Repair With Wheat Starch',
    'A torn page can be mended so that it shows, and so that it does not matter. We cook the paste, tear perfectly good paper and put it together again. Wear sleeves that roll up.',
  ),
  talk(
    'software',
    'Design a Form Without a Screen',
    'Paper, scissors and a person who wants a parking permit. Each round you may ask one question fewer. By the end your form will fit on a postcard, and you will know what it was for.',
  ),
  talk(
    'mending',
    'Solder a Reading Lamp',
    'Nine parts, one switch and a very warm light. Suited to first-timers from ten years of age; burns are rare and applauded. The lamp is yours, and so is the spare part.',
  ),
];

export const LIGHTNING: DemoTalk[] = [
  talk(
    'type',
    'A Font for Receipts',
    'Thermal paper is the most printed page of our age, and the least read. Six minutes on what happens when somebody cares about it. The till at the bar has already been replaced.',
  ),
  talk(
    'archives',
    'In Defence of the Carbon Copy',
    'It was blue, it smudged, and it proved that the letter was sent. A short plea for duplicates that nobody has to ask for. With a demonstration on a typewriter.',
  ),
  talk(
    'software',
    'My Printer Speaks Only Portuguese',
    'The menu language cannot be changed, so the whole office learned eleven words. A true story about configuration, with a pronunciation exercise.',
  ),
  talk(
    'mending',
    'Five Staplers, Ranked',
    'Tested over one year in a copy shop, on paper, cardboard and once on a sleeve. There is a clear winner. There is also a clear loser, and it is the expensive one.',
  ),
  talk(
    'archives',
    'The Bookmark Census',
    'What do people leave in returned library books? Nine hundred objects, sorted in six minutes. The slice of cheese is only the beginning.',
  ),
  talk(
    'software',
    'Please Label Your Adapters',
    'I have a box, you have a box, and none of us knows what is in it. A labelling scheme that takes four letters and a pen. Swap table afterwards.',
  ),
  talk(
    'type',
    'Two Hundred Wedding Programmes',
    'Collected by an organist over a lifetime and photographed on one kitchen table. A very fast history of taste, fold by fold.',
  ),
  talk(
    'together',
    'The Comma That Cost a Fence',
    'A neighbourly agreement, a missing comma and forty metres of larch. How we fixed the sentence, and later the fence. Both are still standing.',
  ),
];
