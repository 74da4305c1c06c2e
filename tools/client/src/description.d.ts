// Written by `npm run describe-api` out of the description of the API. Never by hand.

export interface paths {
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public events, page by page */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event
         * @description A published or cancelled one for everybody, a draft for its team.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sessions of an event that have a time
         * @description All of them, in the order in which they begin.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rooms of an event
         * @description Those in which a session of the programme takes place, in the order of the organiser.
         */
        get: operations["listRooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/tracks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tracks of an event
         * @description All of them.
         */
        get: operations["listTracks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/sessions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/speakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The speakers of an event
         * @description Those of accepted sessions and those whom the organiser features; these first, then by name.
         */
        get: operations["listSpeakers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/speakers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One speaker
         * @description Neither their e-mail address nor their telephone number.
         */
        get: operations["getSpeaker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/ticket-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ticket types of an event
         * @description All of them, in the order of its page; to the team also what is hidden.
         */
        get: operations["listTicketTypes"];
        put?: never;
        /**
         * Add a ticket type
         * @description What is not said is as in the form of the organiser’s page. Without `position` it comes last.
         */
        post: operations["createTicketType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/ticket-types/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One ticket type */
        get: operations["getTicketType"];
        put?: never;
        post?: never;
        /** Delete a ticket type */
        delete: operations["deleteTicketType"];
        options?: never;
        head?: never;
        /**
         * Change or move a ticket type
         * @description What is not said stays as it is; fields that are not described are left out of account.
         */
        patch: operations["updateTicketType"];
        trace?: never;
    };
    "/api/v1/events/{slug}/ticket-headings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The headings of an event
         * @description All of them, in the order of its page; to the team also what is hidden.
         */
        get: operations["listTicketHeadings"];
        put?: never;
        /**
         * Add a heading
         * @description What is not said is as in the form of the organiser’s page. Without `position` it comes last.
         */
        post: operations["createTicketHeading"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/ticket-headings/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One heading */
        get: operations["getTicketHeading"];
        put?: never;
        post?: never;
        /** Delete a heading */
        delete: operations["deleteTicketHeading"];
        options?: never;
        head?: never;
        /**
         * Change or move a heading
         * @description What is not said stays as it is; fields that are not described are left out of account.
         */
        patch: operations["updateTicketHeading"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sessions of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listSessionRecords"];
        put?: never;
        /**
         * Add a session
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/sessions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session, as the team has it */
        get: operations["getSessionRecord"];
        put?: never;
        post?: never;
        /** Delete a session */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        /**
         * Change a session
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateSession"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/speakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The speakers of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listSpeakerRecords"];
        put?: never;
        /**
         * Add a speaker
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createSpeaker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/speakers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One speaker, as the team has it */
        get: operations["getSpeakerRecord"];
        put?: never;
        post?: never;
        /** Delete a speaker */
        delete: operations["deleteSpeaker"];
        options?: never;
        head?: never;
        /**
         * Change a speaker
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateSpeaker"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rooms of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listRoomRecords"];
        put?: never;
        /**
         * Add a room
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/rooms/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One room, as the team has it */
        get: operations["getRoomRecord"];
        put?: never;
        post?: never;
        /** Delete a room */
        delete: operations["deleteRoom"];
        options?: never;
        head?: never;
        /**
         * Change a room
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateRoom"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/tracks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tracks of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listTrackRecords"];
        put?: never;
        /**
         * Add a track
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createTrack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/tracks/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One track, as the team has it */
        get: operations["getTrackRecord"];
        put?: never;
        post?: never;
        /** Delete a track */
        delete: operations["deleteTrack"];
        options?: never;
        head?: never;
        /**
         * Change a track
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateTrack"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/session-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The session types of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listSessionTypeRecords"];
        put?: never;
        /**
         * Add a session type
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createSessionType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/session-types/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session type, as the team has it */
        get: operations["getSessionTypeRecord"];
        put?: never;
        post?: never;
        /** Delete a session type */
        delete: operations["deleteSessionType"];
        options?: never;
        head?: never;
        /**
         * Change a session type
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateSessionType"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/sponsors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sponsors of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listSponsorRecords"];
        put?: never;
        /**
         * Add a sponsor
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createSponsor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/sponsors/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sponsor, as the team has it */
        get: operations["getSponsorRecord"];
        put?: never;
        post?: never;
        /** Delete a sponsor */
        delete: operations["deleteSponsor"];
        options?: never;
        head?: never;
        /**
         * Change a sponsor
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateSponsor"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/access-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The access codes of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listAccessCodeRecords"];
        put?: never;
        /**
         * Add an access code
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createAccessCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/access-codes/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One access code, as the team has it */
        get: operations["getAccessCodeRecord"];
        put?: never;
        post?: never;
        /** Delete an access code */
        delete: operations["deleteAccessCode"];
        options?: never;
        head?: never;
        /**
         * Change an access code
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateAccessCode"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/discount-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The discount codes of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listDiscountCodeRecords"];
        put?: never;
        /**
         * Add a discount code
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createDiscountCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/discount-codes/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One discount code, as the team has it */
        get: operations["getDiscountCodeRecord"];
        put?: never;
        post?: never;
        /** Delete a discount code */
        delete: operations["deleteDiscountCode"];
        options?: never;
        head?: never;
        /**
         * Change a discount code
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateDiscountCode"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/tax-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tax rates of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listTaxRateRecords"];
        put?: never;
        /**
         * Add a tax rate
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createTaxRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/tax-rates/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tax rate, as the team has it */
        get: operations["getTaxRateRecord"];
        put?: never;
        post?: never;
        /** Delete a tax rate */
        delete: operations["deleteTaxRate"];
        options?: never;
        head?: never;
        /**
         * Change a tax rate
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateTaxRate"];
        trace?: never;
    };
    "/api/v1/events/{slug}/records/fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The fees of an event, as its team has them
         * @description By number, page by page. With `updatedSince` only what was written since, and in `deleted`, on the first page, what went.
         */
        get: operations["listFeeRecords"];
        put?: never;
        /**
         * Add a fee
         * @description What is not said is empty. Fields that are not described are refused.
         */
        post: operations["createFee"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/records/fees/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One fee, as the team has it */
        get: operations["getFeeRecord"];
        put?: never;
        post?: never;
        /** Delete a fee */
        delete: operations["deleteFee"];
        options?: never;
        head?: never;
        /**
         * Change a fee
         * @description A merge patch: what is not said stays as it is. Fields that are not described are refused.
         */
        patch: operations["updateFee"];
        trace?: never;
    };
    "/api/v1/events/{slug}/ticket-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys that sign the ticket codes of an event
         * @description The newest first, as a JWK Set (RFC 7517, RFC 8037). A code that none of them signed is not valid.
         */
        get: operations["listTicketKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The orders of an event
         * @description From the first one on, page by page. Without `state`, those that were placed, whatever became of them.
         */
        get: operations["listOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/orders/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/attendees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who comes to an event
         * @description One for each ticket, in the order in which they were bought, page by page. Without `state`, those that are not `off`.
         */
        get: operations["listAttendees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold seats for a buyer
         * @description The buyer says at the address of the order, /orders/{code}/{secret}, who it is for, and pays there. Sent again with the same `Idempotency-Key` within 15 minutes it is the same order, whatever happened on the way.
         */
        post: operations["reserveTickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{slug}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to an event since
         * @description In an order in which nothing appears behind a reader. Only what your role may see. Kept for 30 days: where `after` is older, `field.place_gone` says that you have to read everything anew.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizers/{organizer}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks of an organiser */
        get: operations["listWebhooks"];
        put?: never;
        /** Add a webhook */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizers/{organizer}/webhooks/{webhook}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Delete a webhook and its deliveries */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook, or switch it off or on
         * @description A merge patch: what is not said stays as it is. Switched off, it gathers nothing; what waits is sent once it is on again.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/v1/organizers/{organizer}/webhooks/{webhook}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make another secret for a webhook
         * @description For 24 hours both secrets sign, so that the receiver can change from one to the other.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizers/{organizer}/webhooks/{webhook}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a webhook a test change */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizers/{organizer}/webhooks/{webhook}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a webhook was sent
         * @description The newest first, page by page. Kept for 30 days.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizers/{organizer}/webhooks/{webhook}/deliveries/{delivery}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send something to a webhook again, under the same id */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizers/{organizer}/webhooks/{webhook}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook everything of a time span, again or for the first time
         * @description What happened in the span and is of its types and events: also what it was never sent, since it was off. Each keeps its id.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Event: {
            /**
             * @description Its name in addresses: /e/{slug} is its page
             * @example lantern-days-2027
             */
            slug: string;
            /** @example Lantern Days */
            name: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            startsAt: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            endsAt: string;
            /**
             * @description IANA name
             * @example Europe/Lisbon
             */
            timeZone: string;
            /**
             * @description Empty where it is not said
             * @example Harbour Hall
             */
            locationName: string;
            /**
             * @description Empty where it is not said
             * @example Sines
             */
            city: string;
            /**
             * @description A `draft` is there for its team alone
             * @enum {string}
             */
            state: "draft" | "published" | "cancelled";
            /**
             * Format: uri-reference
             * @description The address of its picture on this host; null where it has none
             */
            picture: string | null;
        };
        Problem: {
            /**
             * Format: uri
             * @example urn:foyer:problem:not_found
             */
            type: string;
            /**
             * @description A code that stays the same, for programs
             * @example not_found
             */
            title: string;
            /**
             * @description The status of the answer
             * @example 404
             */
            status: number;
            /**
             * @description A sentence for people
             * @example There is no event called "lantern-days-2027"
             */
            detail: string;
            /**
             * @description What exactly is wrong, for programs; it stays the same
             * @example not_found.event
             */
            code?: string;
            /** @description What the sentence names, such as limits */
            values?: {
                [key: string]: string | number;
            };
            /**
             * @description Where this code is described
             * @example /api/docs/problems#not_found.event
             */
            help?: string;
            /** @description What is wrong where, of a request that is refused */
            problems?: {
                /**
                 * @description The field or parameter
                 * @example saleEndsAt
                 */
                where: string;
                /** @description A sentence for people */
                message: string;
                /**
                 * @description What is wrong, for programs
                 * @example field.whole_between
                 */
                code?: string;
                /** @description What the sentence names, such as limits */
                values?: {
                    [key: string]: string | number;
                };
            }[];
            /** @description Of a reservation that is `sold_out`: how many can still be had of each ticket type with a limit */
            left?: {
                ticketType: number;
                left: number;
            }[];
        };
        EventDetail: components["schemas"]["Event"] & {
            subtitle: string;
            /** @description Markdown, or HTML where it came so; as it was written, so clean it before you show it */
            description: string;
            latitude: number | null;
            longitude: number | null;
            /** @description Whether one can also take part online */
            online: boolean;
            /**
             * @description BCP 47, empty where it is not said
             * @example pt
             */
            language: string;
            /**
             * @description What kind of event it is, in words; empty where it is not said
             * @example Conference
             */
            type: string;
            /**
             * @description What it is about, in words; empty where it is not said
             * @example Science & Technology
             */
            topic: string;
            /**
             * @description ISO 4217: of all that it sells
             * @example EUR
             */
            currency: string;
            /** @description Empty where there is none */
            website: string;
            /**
             * Format: date-time
             * @description When the event or anything of its programme was changed last, in UTC
             */
            updatedAt: string;
            organizer: {
                /**
                 * @description /o/{slug} is its page
                 * @example lantern
                 */
                slug: string;
                /** @example The Lantern Society */
                name: string;
            };
        };
        Session: {
            /** @description Its name within the event: /e/{slug}/sessions/{number} is its page */
            number: number;
            title: string;
            subtitle: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            startsAt: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            endsAt: string;
            /**
             * @description What is `withdrawn` does not take place
             * @enum {string}
             */
            state: "accepted" | "confirmed" | "withdrawn";
            /**
             * @description BCP 47, empty where it is not said
             * @example pt
             */
            language: string;
            track: {
                number: number;
                /** @example Mira Lind */
                name: string;
            } | null;
            room: {
                number: number;
                /** @example Mira Lind */
                name: string;
            } | null;
            /**
             * @description What kind of session it is, in the words of the organiser
             * @example Workshop
             */
            type: string | null;
            speakers: {
                number: number;
                /** @example Mira Lind */
                name: string;
            }[];
        };
        Room: {
            number: number;
            name: string;
            /** @description Empty where it is not said */
            floor: string;
            /** @description How many people it takes; null where it is not said */
            capacity: number | null;
        };
        Track: {
            number: number;
            name: string;
            /**
             * @description As CSS writes it; empty where the organiser chose none
             * @example #336699
             */
            color: string;
        };
        SessionDetail: {
            /** @description Its name within the event: /e/{slug}/sessions/{number} is its page */
            number: number;
            title: string;
            subtitle: string;
            /** @description Markdown, or HTML where it came so; as it was written, so clean it before you show it */
            abstract: string;
            /** @description Markdown, or HTML where it came so; as it was written, so clean it before you show it */
            description: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone; null while it has no time
             * @example 2027-05-08T09:30:00+01:00
             */
            startsAt: string | null;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone; null while it has no time
             * @example 2027-05-08T09:30:00+01:00
             */
            endsAt: string | null;
            /**
             * @description What is `withdrawn` does not take place
             * @enum {string}
             */
            state: "accepted" | "confirmed" | "withdrawn";
            /**
             * @description BCP 47, empty where it is not said
             * @example pt
             */
            language: string;
            /** @description For whom it is, in the words of the organiser */
            level: string;
            track: {
                number: number;
                /** @example Mira Lind */
                name: string;
            } | null;
            room: {
                number: number;
                /** @example Mira Lind */
                name: string;
            } | null;
            /**
             * @description What kind of session it is, in the words of the organiser
             * @example Workshop
             */
            type: string | null;
            /** @description The numbers of its speakers */
            speakers: number[];
            /** @description Slides, recordings and whatever else it left */
            links: {
                /** @enum {string|null} */
                kind: "slides" | "video" | "audio" | null;
                /** @example Slides */
                title: string;
                /** Format: uri-reference */
                url: string;
            }[];
            /** @description Where one signs up for it; empty where one does not */
            signupUrl: string;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        Speaker: {
            /** @description Its name within the event: /e/{slug}/speakers/{number} is the speaker’s page */
            number: number;
            name: string;
            /** @example Harbour pilot */
            position: string;
            /** @example Port of Sines */
            organisation: string;
            /**
             * Format: uri-reference
             * @description The address of a picture on this host; null where there is none
             */
            photo: string | null;
        };
        SpeakerDetail: components["schemas"]["Speaker"] & {
            /** @description Empty where they are not said */
            pronouns: string;
            shortBiography: string;
            /** @description Markdown, or HTML where it came so; as it was written, so clean it before you show it */
            biography: string;
            city: string;
            country: string;
            /** @description Empty where there is none */
            website: string;
            links: {
                title: string;
                /** Format: uri */
                url: string;
            }[];
        };
        TicketType: {
            /** @description Its name within the event */
            number: number;
            /** @description Its place among the ticket types and headings that you may see, from 1 on */
            position: number;
            name: string;
            description: string;
            /** @enum {string} */
            kind: "paid" | "free" | "donation";
            /**
             * @description ISO 4217
             * @example EUR
             */
            currency: string;
            /** @description In the minor unit of the currency: 1250 is 12.50 in EUR and 1250 in JPY. Of a donation the least */
            priceMinor: number;
            /** @description Of a donation what is suggested; null for nothing */
            suggestedMinor: number | null;
            minimumPerOrder: number;
            maximumPerOrder: number;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone; null for as soon as the event is published
             * @example 2027-05-08T09:30:00+01:00
             */
            saleStartsAt: string | null;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone; null for when the event ends
             * @example 2027-05-08T09:30:00+01:00
             */
            saleEndsAt: string | null;
            /**
             * @description How its sale stands now
             * @enum {string}
             */
            state: "not-yet" | "on-sale" | "sold-out" | "ended";
            /** @description For the team only: how many there are of this type alone; null for no limit */
            quantity?: number | null;
            /** @description For the team only: how many one buyer may have in all their orders; null for no limit */
            maximumPerPerson?: number | null;
            /**
             * @description For the team only
             * @enum {string}
             */
            visibility?: "public" | "code" | "hidden";
        };
        TicketHeading: {
            number: number;
            /** @description Its place among the ticket types and headings that you may see, from 1 on */
            position: number;
            name: string;
            description: string;
        };
        SessionRecord: {
            /** @description Its number within the event */
            number: number;
            title: string;
            subtitle: string;
            /** @enum {string} */
            state: "draft" | "pending" | "accepted" | "confirmed" | "rejected" | "withdrawn";
            /** @description Its number; null for none */
            type: number | null;
            /** @description Its number; null for none */
            track: number | null;
            /** @description Its number; null for none */
            room: number | null;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            startsAt: string | null;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            endsAt: string | null;
            /** @description Their numbers */
            speakers: number[];
            abstract: string;
            description: string;
            /** @description BCP 47, empty where it is not said */
            language: string;
            /** @description For whom it is, in the words of the organiser */
            level: string;
            slidesUrl: string;
            videoUrl: string;
            /** @description Where one signs up for it; empty where one does not */
            signupUrl: string;
            comments: string;
            guid: string;
            uid: string;
            code: string;
            slug: string;
            url: string;
            links: {
                title: string;
                url: string;
            }[];
            attachments: {
                title: string;
                url: string;
            }[];
            recordingLicence: string;
            recordingOptout: boolean;
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        SpeakerRecord: {
            /** @description Its number within the event */
            number: number;
            name: string;
            /** @description Empty where they are not said */
            pronouns: string;
            organisation: string;
            position: string;
            /** @description Missing for keys without the scope `personal:read` */
            email?: string;
            /** @description Missing for keys without the scope `personal:read` */
            mobile?: string;
            shortBiography: string;
            biography: string;
            city: string;
            country: string;
            /** @description Empty where there is none */
            website: string;
            featured: boolean;
            guid: string;
            code: string;
            /**
             * Format: uri-reference
             * @description The address of a picture on this host; null where there is none
             */
            photo: string | null;
            links: {
                title: string;
                url: string;
            }[];
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        RoomRecord: {
            /** @description Its number within the event */
            number: number;
            name: string;
            /** @description Empty where it is not said */
            floor: string;
            capacity: number | null;
            latitude: number | null;
            longitude: number | null;
            guid: string;
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        TrackRecord: {
            /** @description Its number within the event */
            number: number;
            name: string;
            /** @description As CSS writes it; empty where the organiser chose none */
            color: string;
            description: string;
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        SessionTypeRecord: {
            /** @description Its number within the event */
            number: number;
            name: string;
            minutes: number | null;
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        SponsorRecord: {
            /** @description Its number within the event */
            number: number;
            name: string;
            type: string;
            level: number | null;
            url: string;
            description: string;
            /**
             * Format: uri-reference
             * @description The address of a picture on this host; null where there is none
             */
            logo: string | null;
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        AccessCodeRecord: {
            /** @description Its number within the event */
            number: number;
            code: string;
            /** @description Their numbers */
            types: number[];
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        DiscountCodeRecord: {
            /** @description Its number within the event */
            number: number;
            code: string;
            /** @enum {string} */
            kind: "percent" | "per-ticket" | "per-order";
            /**
             * @description In percent
             * @example 7.5
             */
            percent: number;
            /** @description In the minor unit of the event’s currency */
            amountMinor: number;
            /** @description Their numbers */
            types: number[];
            mostUses: number | null;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            startsAt: string | null;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            endsAt: string | null;
            minimumTickets: number | null;
            /** @description In the minor unit of the event’s currency */
            minimumMinor: number;
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        TaxRateRecord: {
            /** @description Its number within the event */
            number: number;
            name: string;
            /**
             * @description In percent
             * @example 7.5
             */
            percent: number;
            standard: boolean;
            /** @description Their numbers */
            types: number[];
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        FeeRecord: {
            /** @description Its number within the event */
            number: number;
            name: string;
            /**
             * @description In percent
             * @example 7.5
             */
            percent: number;
            /** @description In the minor unit of the event’s currency */
            fixedMinor: number;
            /** @enum {string} */
            per: "order" | "ticket";
            /** @description Its number; null for none */
            tax: number | null;
            /** @description One more with each change */
            version: number;
            /**
             * Format: date-time
             * @description In UTC
             */
            updatedAt: string;
        };
        TicketKey: {
            /** @enum {string} */
            kty: "OKP";
            /** @enum {string} */
            crv: "Ed25519";
            /**
             * @description The public key, in base64url
             * @example 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
             */
            x: string;
            /**
             * @description The generation that codes name
             * @example 1
             */
            kid: string;
            /** @enum {string} */
            alg: "EdDSA";
            /** @enum {string} */
            use: "sig";
        };
        Order: {
            code: string;
            /** @enum {string} */
            state: "reserved" | "pending-payment" | "paid" | "free-completed" | "expired" | "cancelled" | "partly-refunded" | "refunded";
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            completedAt: string | null;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            heldUntil: string | null;
            locale: string;
            /** @description Missing for keys without the scope `personal:read` */
            buyer?: {
                name: string;
                email: string;
                company: string;
                address: string;
                /** @description As ISO 3166-1 has it; empty where nobody said */
                country: string;
                vatId: string;
            };
            currency: string;
            pricesIncludeTax: boolean;
            discountCode: string;
            /** @description In the minor unit of the order’s currency */
            discountMinor: number;
            /** @description In the minor unit of the order’s currency */
            feesMinor: number;
            /** @description In the minor unit of the order’s currency */
            taxMinor: number;
            /** @description In the minor unit of the order’s currency */
            totalMinor: number;
            /** @description In the minor unit of the order’s currency */
            paidMinor: number;
            /** @description In the minor unit of the order’s currency */
            refundedMinor: number;
            /** @description Empty until it is chosen */
            paymentMethod: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            paymentDueAt: string | null;
            lines: {
                /** @description Its number */
                ticketType: number;
                name: string;
                quantity: number;
                /** @description How many of the quantity gave their seats back */
                cancelled: number;
                /** @description In the minor unit of the order’s currency */
                unitMinor: number;
                /** @description In the minor unit of the order’s currency */
                discountMinor: number;
                /** @description In the minor unit of the order’s currency */
                grossMinor: number;
                /** @description In the minor unit of the order’s currency */
                taxMinor: number;
                taxName: string;
                taxPercent: number;
            }[];
            fees: {
                name: string;
                /** @description In the minor unit of the order’s currency */
                grossMinor: number;
                /** @description In the minor unit of the order’s currency */
                taxMinor: number;
                taxName: string;
                taxPercent: number;
            }[];
            /** @description None until somebody said who the order is for */
            tickets: {
                /** @description Its number within the order */
                number: number;
                ticketType: number;
                /** @description The name of its ticket type */
                name: string;
                /** @description Missing for keys without the scope `personal:read` */
                attendeeName?: string;
                /** @description Missing for keys without the scope `personal:read` */
                attendeeEmail?: string;
                /** @description In the minor unit of the order’s currency */
                priceMinor: number;
                /** @description Whether it lets somebody in */
                isValid: boolean;
                /**
                 * Format: date-time
                 * @description With the offset of the event’s zone at that moment
                 * @example 2027-05-08T09:30:00+01:00
                 */
                cancelledAt: string | null;
                /**
                 * Format: date-time
                 * @description Since when it is somebody else’s than the buyer’s
                 * @example 2027-05-08T09:30:00+01:00
                 */
                transferredAt: string | null;
            }[];
        };
        Attendee: {
            /** @description The code of the order */
            order: string;
            /** @description The number of the ticket within its order */
            number: number;
            /**
             * @description `valid`: the ticket lets in. `unpaid`: once its order is paid. `off`: no longer
             * @enum {string}
             */
            state: "valid" | "unpaid" | "off";
            /** @description Missing for keys without the scope `personal:read` */
            name?: string;
            /** @description Missing for keys without the scope `personal:read` */
            email?: string;
            /** @description The name of the ticket type */
            ticket: string;
            /** @description In the minor unit of `currency` */
            priceMinor: number;
            currency: string;
            /**
             * Format: date-time
             * @description With the offset of the event’s zone at that moment
             * @example 2027-05-08T09:30:00+01:00
             */
            orderedAt: string;
        };
        Reservation: {
            /**
             * @description The name of the order
             * @example K7PW2MHX
             */
            code: string;
            /**
             * @description `reserved`: its seats are held. Sent again, what became of it; `expired` once its time ran out
             * @enum {string}
             */
            state: "reserved" | "pending-payment" | "paid" | "free-completed" | "expired" | "cancelled" | "partly-refunded" | "refunded";
            /** @description With the code the address of the order: /orders/{code}/{secret}. null once it is not `reserved` any more */
            secret: string | null;
            /**
             * Format: date-time
             * @description Until when its seats are held, in UTC; null once it is not `reserved` any more
             */
            heldUntil: string | null;
            /**
             * @description ISO 4217
             * @example EUR
             */
            currency: string;
            /**
             * @description In the currency’s minor unit: by the list, or with a discount code what is to be paid
             * @example 2500
             */
            totalMinor: number;
            /** @description Where the code is a discount code: what it takes off, or why it takes nothing off. The seats are held either way */
            discount?: {
                minor: number;
            } | {
                /** @enum {string} */
                refused: "unknown" | "not-yet" | "ended" | "used-up" | "not-for-these" | "too-few" | "too-little";
            };
        };
        Change: {
            /**
             * @description Its own; webhooks send it as `webhook-id`
             * @example chg_1841
             */
            id: string;
            /** @enum {string} */
            type: "event.created" | "event.changed" | "event.moved" | "event.published" | "event.unpublished" | "event.cancelled" | "event.reinstated" | "event.deleted" | "event.restored" | "organizer.changed" | "programme.changed" | "tickets.changed" | "order.placed" | "order.completed" | "order.cancelled" | "order.expired" | "order.refunded" | "refund.withdrawn" | "ticket.changed";
            /**
             * Format: date-time
             * @example 2027-05-08T08:30:00Z
             */
            timestamp: string;
            /**
             * @description Names and states, as they were when the change was written. Nothing that says who somebody is
             * @example {
             *       "event": "lantern-days-2027",
             *       "order": "K7QXM",
             *       "state": "paid"
             *     }
             */
            data: {
                [key: string]: unknown;
            };
        };
        Webhook: {
            /**
             * Format: uuid
             * @example 4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21
             */
            id: string;
            /**
             * Format: uri
             * @example https://programs.example/foyer
             */
            url: string;
            /**
             * @description null: all types
             * @example null
             */
            types: ("event.created" | "event.changed" | "event.moved" | "event.published" | "event.unpublished" | "event.cancelled" | "event.reinstated" | "event.deleted" | "event.restored" | "organizer.changed" | "programme.changed" | "tickets.changed" | "order.placed" | "order.completed" | "order.cancelled" | "order.expired" | "order.refunded" | "refund.withdrawn" | "ticket.changed")[] | null;
            /** @description The slug of the only event; null: all events */
            event: string | null;
            /**
             * @description Whether it is sent anything
             * @example true
             */
            on: boolean;
            /**
             * @description Why it is off: somebody wanted so, it answered 410, or nothing arrived for five days. null where it is on
             * @example null
             * @enum {string|null}
             */
            off: "person" | "gone" | "failing" | null;
            /**
             * Format: date-time
             * @description Since when nothing arrives; null where it does
             * @example 2027-05-08T08:30:00Z
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until when the secret before signs too
             * @example 2027-05-08T08:30:00Z
             */
            oldSecretUntil: string | null;
            /**
             * Format: date-time
             * @example 2027-05-08T08:30:00Z
             */
            createdAt: string;
        };
        WebhookDelivery: {
            /**
             * @description `webhook-id` of every attempt
             * @example chg_1841
             */
            id: string;
            /**
             * @description A type of the feed of changes, or `test`
             * @example order.completed
             */
            type: string;
            /**
             * Format: date-time
             * @example 2027-05-08T08:30:00Z
             */
            timestamp: string;
            /**
             * @description `failed`: the last attempt failed too
             * @enum {string}
             */
            state: "waiting" | "delivered" | "failed";
            attempts: number;
            /**
             * Format: date-time
             * @example 2027-05-08T08:30:00Z
             */
            triedAt: string | null;
            /**
             * Format: date-time
             * @description When it is sent again; null where that is over
             * @example 2027-05-08T08:30:00Z
             */
            nextAt: string | null;
            /**
             * @description The status of the last answer
             * @example 204
             */
            status: number | null;
            /** @description Its first bytes, or what went wrong on the way */
            answer: string;
            /**
             * @description Why there was no answer: the address is not public, it took too long, it could not be reached, or the secret cannot be read since `FOYER_SECRET` was changed
             * @enum {string}
             */
            fault: "" | "private" | "slow" | "network" | "secret";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listEvents: {
        parameters: {
            query?: {
                /** @description `upcoming`: those that have not ended, the next to begin first. `past`: those that have, the last to end first */
                when?: "upcoming" | "past";
                /** @description Which page, from 1 on */
                page?: number;
                /** @description How many events a page has at most */
                perPage?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "slug": "lantern-days-2027",
                     *           "name": "Lantern Days",
                     *           "startsAt": "2027-05-08T09:30:00+01:00",
                     *           "endsAt": "2027-05-08T09:30:00+01:00",
                     *           "timeZone": "Europe/Lisbon",
                     *           "locationName": "Harbour Hall",
                     *           "city": "Sines",
                     *           "state": "draft",
                     *           "picture": null
                     *         }
                     *       ],
                     *       "next": "/api/v1/events?when=past&page=2"
                     *     }
                     */
                    "application/json": {
                        events: components["schemas"]["Event"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last
                         * @example /api/v1/events?when=past&page=2
                         */
                        next: string | null;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "slug": "lantern-days-2027",
                     *       "name": "Lantern Days",
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "timeZone": "Europe/Lisbon",
                     *       "locationName": "Harbour Hall",
                     *       "city": "Sines",
                     *       "state": "draft",
                     *       "picture": null,
                     *       "subtitle": "",
                     *       "description": "",
                     *       "latitude": null,
                     *       "longitude": null,
                     *       "online": false,
                     *       "language": "pt",
                     *       "type": "Conference",
                     *       "topic": "Science & Technology",
                     *       "currency": "EUR",
                     *       "website": "",
                     *       "updatedAt": "2027-05-08T09:30:00+01:00",
                     *       "organizer": {
                     *         "slug": "lantern",
                     *         "name": "The Lantern Society"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["EventDetail"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions of an event that have a time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "number": 1,
                     *           "title": "",
                     *           "subtitle": "",
                     *           "startsAt": "2027-05-08T09:30:00+01:00",
                     *           "endsAt": "2027-05-08T09:30:00+01:00",
                     *           "state": "accepted",
                     *           "language": "pt",
                     *           "track": null,
                     *           "room": null,
                     *           "type": "Workshop",
                     *           "speakers": [
                     *             {
                     *               "number": 1,
                     *               "name": "Mira Lind"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        sessions: components["schemas"]["Session"][];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRooms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rooms of an event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rooms": [
                     *         {
                     *           "number": 1,
                     *           "name": "",
                     *           "floor": "",
                     *           "capacity": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        rooms: components["schemas"]["Room"][];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTracks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tracks of an event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tracks": [
                     *         {
                     *           "number": 1,
                     *           "name": "",
                     *           "color": "#336699"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        tracks: components["schemas"]["Track"][];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "title": "",
                     *       "subtitle": "",
                     *       "abstract": "",
                     *       "description": "",
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "state": "accepted",
                     *       "language": "pt",
                     *       "level": "",
                     *       "track": null,
                     *       "room": null,
                     *       "type": "Workshop",
                     *       "speakers": [
                     *         1
                     *       ],
                     *       "links": [
                     *         {
                     *           "kind": null,
                     *           "title": "Slides",
                     *           "url": "/"
                     *         }
                     *       ],
                     *       "signupUrl": "",
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionDetail"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSpeakers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Speakers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "speakers": [
                     *         {
                     *           "number": 1,
                     *           "name": "",
                     *           "position": "Harbour pilot",
                     *           "organisation": "Port of Sines",
                     *           "photo": null,
                     *           "featured": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        speakers: (components["schemas"]["Speaker"] & {
                            /** @description Whether the organiser shows the speaker before others */
                            featured: boolean;
                        })[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSpeaker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The speaker */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "",
                     *       "position": "Harbour pilot",
                     *       "organisation": "Port of Sines",
                     *       "photo": null,
                     *       "pronouns": "",
                     *       "shortBiography": "",
                     *       "biography": "",
                     *       "city": "",
                     *       "country": "",
                     *       "website": "",
                     *       "links": [
                     *         {
                     *           "title": "",
                     *           "url": "https://example.org/"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SpeakerDetail"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTicketTypes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket types */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ticketTypes": [
                     *         {
                     *           "number": 1,
                     *           "position": 1,
                     *           "name": "Standard",
                     *           "description": "",
                     *           "kind": "paid",
                     *           "currency": "EUR",
                     *           "priceMinor": 2500,
                     *           "suggestedMinor": null,
                     *           "minimumPerOrder": 1,
                     *           "maximumPerOrder": 1,
                     *           "saleStartsAt": "2027-05-08T09:30:00+01:00",
                     *           "saleEndsAt": "2027-05-08T09:30:00+01:00",
                     *           "state": "not-yet",
                     *           "quantity": 100
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        ticketTypes: components["schemas"]["TicketType"][];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTicketType: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Standard",
                 *       "kind": "paid",
                 *       "priceMinor": 2500,
                 *       "quantity": 100
                 *     }
                 */
                "application/json": {
                    name: string;
                    description?: string;
                    /** @enum {string} */
                    kind: "paid" | "free" | "donation";
                    priceMinor?: number;
                    suggestedMinor?: number | null;
                    quantity?: number | null;
                    minimumPerOrder?: number;
                    maximumPerOrder?: number;
                    maximumPerPerson?: number | null;
                    /** Format: date-time */
                    saleStartsAt?: string | null;
                    /** Format: date-time */
                    saleEndsAt?: string | null;
                    /** @enum {string} */
                    visibility?: "public" | "code" | "hidden";
                    position?: number;
                };
            };
        };
        responses: {
            /** @description The new ticket type; `Location` says where it is */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "position": 1,
                     *       "name": "Standard",
                     *       "description": "",
                     *       "kind": "paid",
                     *       "currency": "EUR",
                     *       "priceMinor": 2500,
                     *       "suggestedMinor": null,
                     *       "minimumPerOrder": 1,
                     *       "maximumPerOrder": 1,
                     *       "saleStartsAt": "2027-05-08T09:30:00+01:00",
                     *       "saleEndsAt": "2027-05-08T09:30:00+01:00",
                     *       "state": "not-yet",
                     *       "quantity": 100
                     *     }
                     */
                    "application/json": components["schemas"]["TicketType"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTicketType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket type */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "position": 1,
                     *       "name": "Standard",
                     *       "description": "",
                     *       "kind": "paid",
                     *       "currency": "EUR",
                     *       "priceMinor": 2500,
                     *       "suggestedMinor": null,
                     *       "minimumPerOrder": 1,
                     *       "maximumPerOrder": 1,
                     *       "saleStartsAt": "2027-05-08T09:30:00+01:00",
                     *       "saleEndsAt": "2027-05-08T09:30:00+01:00",
                     *       "state": "not-yet",
                     *       "quantity": 100
                     *     }
                     */
                    "application/json": components["schemas"]["TicketType"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTicketType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTicketType: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "position": 1
                 *     }
                 */
                "application/json": {
                    name?: string;
                    description?: string;
                    /** @enum {string} */
                    kind?: "paid" | "free" | "donation";
                    priceMinor?: number;
                    suggestedMinor?: number | null;
                    quantity?: number | null;
                    minimumPerOrder?: number;
                    maximumPerOrder?: number;
                    maximumPerPerson?: number | null;
                    /** Format: date-time */
                    saleStartsAt?: string | null;
                    /** Format: date-time */
                    saleEndsAt?: string | null;
                    /** @enum {string} */
                    visibility?: "public" | "code" | "hidden";
                    position?: number;
                };
            };
        };
        responses: {
            /** @description The ticket type as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "position": 1,
                     *       "name": "Standard",
                     *       "description": "",
                     *       "kind": "paid",
                     *       "currency": "EUR",
                     *       "priceMinor": 2500,
                     *       "suggestedMinor": null,
                     *       "minimumPerOrder": 1,
                     *       "maximumPerOrder": 1,
                     *       "saleStartsAt": "2027-05-08T09:30:00+01:00",
                     *       "saleEndsAt": "2027-05-08T09:30:00+01:00",
                     *       "state": "not-yet",
                     *       "quantity": 100
                     *     }
                     */
                    "application/json": components["schemas"]["TicketType"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTicketHeadings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The headings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "headings": [
                     *         {
                     *           "number": 1,
                     *           "position": 1,
                     *           "name": "Workshops",
                     *           "description": ""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        headings: components["schemas"]["TicketHeading"][];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTicketHeading: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Workshops"
                 *     }
                 */
                "application/json": {
                    name: string;
                    description?: string;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description The new heading; `Location` says where it is */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "position": 1,
                     *       "name": "Workshops",
                     *       "description": ""
                     *     }
                     */
                    "application/json": components["schemas"]["TicketHeading"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTicketHeading: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The heading */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "position": 1,
                     *       "name": "Workshops",
                     *       "description": ""
                     *     }
                     */
                    "application/json": components["schemas"]["TicketHeading"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTicketHeading: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTicketHeading: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "position": 1
                 *     }
                 */
                "application/json": {
                    name?: string;
                    description?: string;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description The heading as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "position": 1,
                     *       "name": "Workshops",
                     *       "description": ""
                     *     }
                     */
                    "application/json": components["schemas"]["TicketHeading"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `title` */
                title?: string;
                /** @description Only those with exactly this `state` */
                state?: "draft" | "pending" | "accepted" | "confirmed" | "rejected" | "withdrawn";
                /** @description Only those with exactly this `type` */
                type?: number;
                /** @description Only those with exactly this `track` */
                track?: number;
                /** @description Only those with exactly this `room` */
                room?: number;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "number": 1,
                     *           "title": "How lighthouses agree",
                     *           "subtitle": "",
                     *           "state": "accepted",
                     *           "type": null,
                     *           "track": null,
                     *           "room": null,
                     *           "startsAt": "2027-05-08T09:30:00+01:00",
                     *           "endsAt": "2027-05-08T09:30:00+01:00",
                     *           "speakers": [
                     *             1
                     *           ],
                     *           "abstract": "",
                     *           "description": "",
                     *           "language": "",
                     *           "level": "",
                     *           "slidesUrl": "",
                     *           "videoUrl": "",
                     *           "signupUrl": "",
                     *           "comments": "",
                     *           "guid": "",
                     *           "uid": "",
                     *           "code": "",
                     *           "slug": "",
                     *           "url": "",
                     *           "links": [
                     *             {
                     *               "title": "",
                     *               "url": ""
                     *             }
                     *           ],
                     *           "attachments": [
                     *             {
                     *               "title": "",
                     *               "url": ""
                     *             }
                     *           ],
                     *           "recordingLicence": "",
                     *           "recordingOptout": false,
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        sessions: components["schemas"]["SessionRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "How lighthouses agree",
                 *       "state": "accepted"
                 *     }
                 */
                "application/json": {
                    title: string;
                    subtitle?: string;
                    /** @enum {string} */
                    state?: "draft" | "pending" | "accepted" | "confirmed" | "rejected" | "withdrawn";
                    /** @description The number of such a record of the event; null for none */
                    type?: number | null;
                    /** @description The number of such a record of the event; null for none */
                    track?: number | null;
                    /** @description The number of such a record of the event; null for none */
                    room?: number | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    startsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    endsAt?: string | null;
                    /** @description The numbers of speakers, in their order */
                    speakers?: number[];
                    abstract?: string;
                    description?: string;
                    language?: string;
                    level?: string;
                    slidesUrl?: string;
                    videoUrl?: string;
                    signupUrl?: string;
                    comments?: string;
                };
            };
        };
        responses: {
            /** @description The new session; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "title": "How lighthouses agree",
                     *       "subtitle": "",
                     *       "state": "accepted",
                     *       "type": null,
                     *       "track": null,
                     *       "room": null,
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "speakers": [
                     *         1
                     *       ],
                     *       "abstract": "",
                     *       "description": "",
                     *       "language": "",
                     *       "level": "",
                     *       "slidesUrl": "",
                     *       "videoUrl": "",
                     *       "signupUrl": "",
                     *       "comments": "",
                     *       "guid": "",
                     *       "uid": "",
                     *       "code": "",
                     *       "slug": "",
                     *       "url": "",
                     *       "links": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "recordingLicence": "",
                     *       "recordingOptout": false,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSessionRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "title": "How lighthouses agree",
                     *       "subtitle": "",
                     *       "state": "accepted",
                     *       "type": null,
                     *       "track": null,
                     *       "room": null,
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "speakers": [
                     *         1
                     *       ],
                     *       "abstract": "",
                     *       "description": "",
                     *       "language": "",
                     *       "level": "",
                     *       "slidesUrl": "",
                     *       "videoUrl": "",
                     *       "signupUrl": "",
                     *       "comments": "",
                     *       "guid": "",
                     *       "uid": "",
                     *       "code": "",
                     *       "slug": "",
                     *       "url": "",
                     *       "links": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "recordingLicence": "",
                     *       "recordingOptout": false,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "accepted"
                 *     }
                 */
                "application/json": {
                    title?: string;
                    subtitle?: string;
                    /** @enum {string} */
                    state?: "draft" | "pending" | "accepted" | "confirmed" | "rejected" | "withdrawn";
                    /** @description The number of such a record of the event; null for none */
                    type?: number | null;
                    /** @description The number of such a record of the event; null for none */
                    track?: number | null;
                    /** @description The number of such a record of the event; null for none */
                    room?: number | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    startsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    endsAt?: string | null;
                    /** @description The numbers of speakers, in their order */
                    speakers?: number[];
                    abstract?: string;
                    description?: string;
                    language?: string;
                    level?: string;
                    slidesUrl?: string;
                    videoUrl?: string;
                    signupUrl?: string;
                    comments?: string;
                };
            };
        };
        responses: {
            /** @description The session as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "title": "How lighthouses agree",
                     *       "subtitle": "",
                     *       "state": "accepted",
                     *       "type": null,
                     *       "track": null,
                     *       "room": null,
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "speakers": [
                     *         1
                     *       ],
                     *       "abstract": "",
                     *       "description": "",
                     *       "language": "",
                     *       "level": "",
                     *       "slidesUrl": "",
                     *       "videoUrl": "",
                     *       "signupUrl": "",
                     *       "comments": "",
                     *       "guid": "",
                     *       "uid": "",
                     *       "code": "",
                     *       "slug": "",
                     *       "url": "",
                     *       "links": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "recordingLicence": "",
                     *       "recordingOptout": false,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSpeakerRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `name` */
                name?: string;
                /** @description Only those with exactly this `email` */
                email?: string;
                /** @description Only those with exactly this `featured` */
                featured?: boolean;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The speakers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "speakers": [
                     *         {
                     *           "number": 1,
                     *           "name": "Mira Lind",
                     *           "pronouns": "she/her",
                     *           "organisation": "",
                     *           "position": "",
                     *           "shortBiography": "",
                     *           "biography": "",
                     *           "city": "",
                     *           "country": "",
                     *           "website": "",
                     *           "featured": false,
                     *           "guid": "",
                     *           "code": "",
                     *           "photo": null,
                     *           "links": [
                     *             {
                     *               "title": "",
                     *               "url": ""
                     *             }
                     *           ],
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        speakers: components["schemas"]["SpeakerRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSpeaker: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Mira Lind",
                 *       "pronouns": "she/her"
                 *     }
                 */
                "application/json": {
                    name: string;
                    pronouns?: string;
                    organisation?: string;
                    position?: string;
                    email?: string;
                    mobile?: string;
                    shortBiography?: string;
                    biography?: string;
                    city?: string;
                    country?: string;
                    website?: string;
                    featured?: boolean;
                };
            };
        };
        responses: {
            /** @description The new speaker; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Mira Lind",
                     *       "pronouns": "she/her",
                     *       "organisation": "",
                     *       "position": "",
                     *       "shortBiography": "",
                     *       "biography": "",
                     *       "city": "",
                     *       "country": "",
                     *       "website": "",
                     *       "featured": false,
                     *       "guid": "",
                     *       "code": "",
                     *       "photo": null,
                     *       "links": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SpeakerRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSpeakerRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The speaker */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Mira Lind",
                     *       "pronouns": "she/her",
                     *       "organisation": "",
                     *       "position": "",
                     *       "shortBiography": "",
                     *       "biography": "",
                     *       "city": "",
                     *       "country": "",
                     *       "website": "",
                     *       "featured": false,
                     *       "guid": "",
                     *       "code": "",
                     *       "photo": null,
                     *       "links": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SpeakerRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSpeaker: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSpeaker: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pronouns": "she/her"
                 *     }
                 */
                "application/json": {
                    name?: string;
                    pronouns?: string;
                    organisation?: string;
                    position?: string;
                    email?: string;
                    mobile?: string;
                    shortBiography?: string;
                    biography?: string;
                    city?: string;
                    country?: string;
                    website?: string;
                    featured?: boolean;
                };
            };
        };
        responses: {
            /** @description The speaker as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Mira Lind",
                     *       "pronouns": "she/her",
                     *       "organisation": "",
                     *       "position": "",
                     *       "shortBiography": "",
                     *       "biography": "",
                     *       "city": "",
                     *       "country": "",
                     *       "website": "",
                     *       "featured": false,
                     *       "guid": "",
                     *       "code": "",
                     *       "photo": null,
                     *       "links": [
                     *         {
                     *           "title": "",
                     *           "url": ""
                     *         }
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SpeakerRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRoomRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `name` */
                name?: string;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rooms */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rooms": [
                     *         {
                     *           "number": 1,
                     *           "name": "Boat hall",
                     *           "floor": "",
                     *           "capacity": 120,
                     *           "latitude": null,
                     *           "longitude": null,
                     *           "guid": "",
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        rooms: components["schemas"]["RoomRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRoom: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Boat hall",
                 *       "capacity": 120
                 *     }
                 */
                "application/json": {
                    name: string;
                    floor?: string;
                    capacity?: number | null;
                };
            };
        };
        responses: {
            /** @description The new room; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Boat hall",
                     *       "floor": "",
                     *       "capacity": 120,
                     *       "latitude": null,
                     *       "longitude": null,
                     *       "guid": "",
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["RoomRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRoomRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Boat hall",
                     *       "floor": "",
                     *       "capacity": 120,
                     *       "latitude": null,
                     *       "longitude": null,
                     *       "guid": "",
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["RoomRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRoom: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateRoom: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "capacity": 120
                 *     }
                 */
                "application/json": {
                    name?: string;
                    floor?: string;
                    capacity?: number | null;
                };
            };
        };
        responses: {
            /** @description The room as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Boat hall",
                     *       "floor": "",
                     *       "capacity": 120,
                     *       "latitude": null,
                     *       "longitude": null,
                     *       "guid": "",
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["RoomRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTrackRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `name` */
                name?: string;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tracks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tracks": [
                     *         {
                     *           "number": 1,
                     *           "name": "Signals",
                     *           "color": "#336699",
                     *           "description": "",
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        tracks: components["schemas"]["TrackRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTrack: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Signals",
                 *       "color": "#336699"
                 *     }
                 */
                "application/json": {
                    name: string;
                    /**
                     * @description `#` and six digits, or nothing
                     * @example #336699
                     */
                    color?: string;
                    description?: string;
                };
            };
        };
        responses: {
            /** @description The new track; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Signals",
                     *       "color": "#336699",
                     *       "description": "",
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["TrackRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTrackRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The track */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Signals",
                     *       "color": "#336699",
                     *       "description": "",
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["TrackRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTrack: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTrack: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "color": "#336699"
                 *     }
                 */
                "application/json": {
                    name?: string;
                    /**
                     * @description `#` and six digits, or nothing
                     * @example #336699
                     */
                    color?: string;
                    description?: string;
                };
            };
        };
        responses: {
            /** @description The track as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Signals",
                     *       "color": "#336699",
                     *       "description": "",
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["TrackRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionTypeRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `name` */
                name?: string;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session types */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessionTypes": [
                     *         {
                     *           "number": 1,
                     *           "name": "Workshop",
                     *           "minutes": 90,
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        sessionTypes: components["schemas"]["SessionTypeRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSessionType: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Workshop",
                 *       "minutes": 90
                 *     }
                 */
                "application/json": {
                    name: string;
                    minutes?: number | null;
                };
            };
        };
        responses: {
            /** @description The new session type; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Workshop",
                     *       "minutes": 90,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionTypeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSessionTypeRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session type */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Workshop",
                     *       "minutes": 90,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionTypeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSessionType: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSessionType: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "minutes": 90
                 *     }
                 */
                "application/json": {
                    name?: string;
                    minutes?: number | null;
                };
            };
        };
        responses: {
            /** @description The session type as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Workshop",
                     *       "minutes": 90,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionTypeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSponsorRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `name` */
                name?: string;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sponsors */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sponsors": [
                     *         {
                     *           "number": 1,
                     *           "name": "Wick & Co",
                     *           "type": "",
                     *           "level": 1,
                     *           "url": "",
                     *           "description": "",
                     *           "logo": null,
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        sponsors: components["schemas"]["SponsorRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSponsor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Wick & Co",
                 *       "level": 1
                 *     }
                 */
                "application/json": {
                    name: string;
                    type?: string;
                    level?: number | null;
                    url?: string;
                    description?: string;
                };
            };
        };
        responses: {
            /** @description The new sponsor; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Wick & Co",
                     *       "type": "",
                     *       "level": 1,
                     *       "url": "",
                     *       "description": "",
                     *       "logo": null,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SponsorRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSponsorRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sponsor */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Wick & Co",
                     *       "type": "",
                     *       "level": 1,
                     *       "url": "",
                     *       "description": "",
                     *       "logo": null,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SponsorRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSponsor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSponsor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "level": 1
                 *     }
                 */
                "application/json": {
                    name?: string;
                    type?: string;
                    level?: number | null;
                    url?: string;
                    description?: string;
                };
            };
        };
        responses: {
            /** @description The sponsor as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Wick & Co",
                     *       "type": "",
                     *       "level": 1,
                     *       "url": "",
                     *       "description": "",
                     *       "logo": null,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["SponsorRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAccessCodeRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `code` */
                code?: string;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The access codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessCodes": [
                     *         {
                     *           "number": 1,
                     *           "code": "FRIENDS-2027",
                     *           "types": [
                     *             1
                     *           ],
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        accessCodes: components["schemas"]["AccessCodeRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAccessCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "FRIENDS-2027",
                 *       "types": [
                 *         1
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description From 4 to 40 letters, digits and hyphens */
                    code: string;
                    /** @description The numbers of ticket types */
                    types?: number[];
                };
            };
        };
        responses: {
            /** @description The new access code; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "code": "FRIENDS-2027",
                     *       "types": [
                     *         1
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["AccessCodeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccessCodeRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The access code */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "code": "FRIENDS-2027",
                     *       "types": [
                     *         1
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["AccessCodeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccessCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateAccessCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "types": [
                 *         1
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description From 4 to 40 letters, digits and hyphens */
                    code?: string;
                    /** @description The numbers of ticket types */
                    types?: number[];
                };
            };
        };
        responses: {
            /** @description The access code as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "code": "FRIENDS-2027",
                     *       "types": [
                     *         1
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["AccessCodeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDiscountCodeRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `code` */
                code?: string;
                /** @description Only those with exactly this `kind` */
                kind?: "percent" | "per-ticket" | "per-order";
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The discount codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "discountCodes": [
                     *         {
                     *           "number": 1,
                     *           "code": "EARLY-2027",
                     *           "kind": "percent",
                     *           "percent": 10,
                     *           "amountMinor": 1,
                     *           "types": [
                     *             1
                     *           ],
                     *           "mostUses": null,
                     *           "startsAt": "2027-05-08T09:30:00+01:00",
                     *           "endsAt": "2027-05-08T09:30:00+01:00",
                     *           "minimumTickets": null,
                     *           "minimumMinor": 1,
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        discountCodes: components["schemas"]["DiscountCodeRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createDiscountCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "EARLY-2027",
                 *       "kind": "percent",
                 *       "percent": 10
                 *     }
                 */
                "application/json": {
                    /** @description From 4 to 40 letters, digits and hyphens */
                    code: string;
                    /** @enum {string} */
                    kind?: "percent" | "per-ticket" | "per-order";
                    /**
                     * @description In percent, with at most two decimals
                     * @example 7.5
                     */
                    percent?: number;
                    amountMinor?: number;
                    /** @description The numbers of ticket types */
                    types?: number[];
                    mostUses?: number | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    startsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    endsAt?: string | null;
                    minimumTickets?: number | null;
                    minimumMinor?: number;
                };
            };
        };
        responses: {
            /** @description The new discount code; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "code": "EARLY-2027",
                     *       "kind": "percent",
                     *       "percent": 10,
                     *       "amountMinor": 1,
                     *       "types": [
                     *         1
                     *       ],
                     *       "mostUses": null,
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "minimumTickets": null,
                     *       "minimumMinor": 1,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["DiscountCodeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDiscountCodeRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The discount code */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "code": "EARLY-2027",
                     *       "kind": "percent",
                     *       "percent": 10,
                     *       "amountMinor": 1,
                     *       "types": [
                     *         1
                     *       ],
                     *       "mostUses": null,
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "minimumTickets": null,
                     *       "minimumMinor": 1,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["DiscountCodeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDiscountCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateDiscountCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "percent": 10
                 *     }
                 */
                "application/json": {
                    /** @description From 4 to 40 letters, digits and hyphens */
                    code?: string;
                    /** @enum {string} */
                    kind?: "percent" | "per-ticket" | "per-order";
                    /**
                     * @description In percent, with at most two decimals
                     * @example 7.5
                     */
                    percent?: number;
                    amountMinor?: number;
                    /** @description The numbers of ticket types */
                    types?: number[];
                    mostUses?: number | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    startsAt?: string | null;
                    /**
                     * Format: date-time
                     * @example 2027-05-08T09:30:00+01:00
                     */
                    endsAt?: string | null;
                    minimumTickets?: number | null;
                    minimumMinor?: number;
                };
            };
        };
        responses: {
            /** @description The discount code as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "code": "EARLY-2027",
                     *       "kind": "percent",
                     *       "percent": 10,
                     *       "amountMinor": 1,
                     *       "types": [
                     *         1
                     *       ],
                     *       "mostUses": null,
                     *       "startsAt": "2027-05-08T09:30:00+01:00",
                     *       "endsAt": "2027-05-08T09:30:00+01:00",
                     *       "minimumTickets": null,
                     *       "minimumMinor": 1,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["DiscountCodeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTaxRateRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `name` */
                name?: string;
                /** @description Only those with exactly this `standard` */
                standard?: boolean;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tax rates */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "taxRates": [
                     *         {
                     *           "number": 1,
                     *           "name": "VAT",
                     *           "percent": 19,
                     *           "standard": false,
                     *           "types": [
                     *             1
                     *           ],
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        taxRates: components["schemas"]["TaxRateRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "VAT",
                 *       "percent": 19
                 *     }
                 */
                "application/json": {
                    name: string;
                    /**
                     * @description In percent, with at most two decimals
                     * @example 7.5
                     */
                    percent: number;
                    standard?: boolean;
                    /** @description The numbers of ticket types */
                    types?: number[];
                };
            };
        };
        responses: {
            /** @description The new tax rate; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "VAT",
                     *       "percent": 19,
                     *       "standard": false,
                     *       "types": [
                     *         1
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["TaxRateRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTaxRateRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tax rate */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "VAT",
                     *       "percent": 19,
                     *       "standard": false,
                     *       "types": [
                     *         1
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["TaxRateRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "percent": 19
                 *     }
                 */
                "application/json": {
                    name?: string;
                    /**
                     * @description In percent, with at most two decimals
                     * @example 7.5
                     */
                    percent?: number;
                    standard?: boolean;
                    /** @description The numbers of ticket types */
                    types?: number[];
                };
            };
        };
        responses: {
            /** @description The tax rate as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "VAT",
                     *       "percent": 19,
                     *       "standard": false,
                     *       "types": [
                     *         1
                     *       ],
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["TaxRateRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFeeRecords: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description The `asOf` of an earlier answer, at most 30 days old: only what was written or deleted since */
                updatedSince?: string;
                /** @description Only those with exactly this `name` */
                name?: string;
                /** @description Only those with exactly this `per` */
                per?: "order" | "ticket";
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fees */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "fees": [
                     *         {
                     *           "number": 1,
                     *           "name": "Service",
                     *           "percent": 7.5,
                     *           "fixedMinor": 150,
                     *           "per": "order",
                     *           "tax": null,
                     *           "version": 1,
                     *           "updatedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null,
                     *       "asOf": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": {
                        fees: components["schemas"]["FeeRecord"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                        /**
                         * Format: date-time
                         * @description Of when the list is: `updatedSince` of the next time
                         */
                        asOf: string;
                        /** @description With `updatedSince`, on the first page: what was deleted since */
                        deleted?: {
                            number: number;
                            /** Format: date-time */
                            deletedAt: string;
                        }[];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createFee: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Service",
                 *       "fixedMinor": 150
                 *     }
                 */
                "application/json": {
                    name: string;
                    /**
                     * @description In percent, with at most two decimals
                     * @example 7.5
                     */
                    percent?: number;
                    fixedMinor?: number;
                    /** @enum {string} */
                    per?: "order" | "ticket";
                    /** @description The number of such a record of the event; null for none */
                    tax?: number | null;
                };
            };
        };
        responses: {
            /** @description The new fee; `Location` says where it is */
            201: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Service",
                     *       "percent": 7.5,
                     *       "fixedMinor": 150,
                     *       "per": "order",
                     *       "tax": null,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["FeeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFeeRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fee */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Service",
                     *       "percent": 7.5,
                     *       "fixedMinor": 150,
                     *       "per": "order",
                     *       "tax": null,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["FeeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFee: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateFee: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read: what has changed since is left alone, and answered by 412 */
                "if-match"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its number within the event */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fixedMinor": 150
                 *     }
                 */
                "application/json": {
                    name?: string;
                    /**
                     * @description In percent, with at most two decimals
                     * @example 7.5
                     */
                    percent?: number;
                    fixedMinor?: number;
                    /** @enum {string} */
                    per?: "order" | "ticket";
                    /** @description The number of such a record of the event; null for none */
                    tax?: number | null;
                };
            };
        };
        responses: {
            /** @description The fee as it is now */
            200: {
                headers: {
                    /** @description Its state; send it as `If-Match` with a change */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 1,
                     *       "name": "Service",
                     *       "percent": 7.5,
                     *       "fixedMinor": 150,
                     *       "per": "order",
                     *       "tax": null,
                     *       "version": 1,
                     *       "updatedAt": "2027-05-08T09:30:00+01:00"
                     *     }
                     */
                    "application/json": components["schemas"]["FeeRecord"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTicketKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "event": 1,
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "kid": "1",
                     *           "alg": "EdDSA",
                     *           "use": "sig"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description What codes of this event call it */
                        event: number;
                        keys: components["schemas"]["TicketKey"][];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description Only those in this state */
                state?: "reserved" | "pending-payment" | "paid" | "free-completed" | "expired" | "cancelled" | "partly-refunded" | "refunded";
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The orders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "orders": [
                     *         {
                     *           "code": "",
                     *           "state": "reserved",
                     *           "createdAt": "2027-05-08T09:30:00+01:00",
                     *           "completedAt": "2027-05-08T09:30:00+01:00",
                     *           "heldUntil": "2027-05-08T09:30:00+01:00",
                     *           "locale": "",
                     *           "currency": "",
                     *           "pricesIncludeTax": false,
                     *           "discountCode": "",
                     *           "discountMinor": 1,
                     *           "feesMinor": 1,
                     *           "taxMinor": 1,
                     *           "totalMinor": 1,
                     *           "paidMinor": 1,
                     *           "refundedMinor": 1,
                     *           "paymentMethod": "",
                     *           "paymentDueAt": "2027-05-08T09:30:00+01:00",
                     *           "lines": [
                     *             {
                     *               "ticketType": 1,
                     *               "name": "",
                     *               "quantity": 1,
                     *               "cancelled": 1,
                     *               "unitMinor": 1,
                     *               "discountMinor": 1,
                     *               "grossMinor": 1,
                     *               "taxMinor": 1,
                     *               "taxName": "",
                     *               "taxPercent": 1
                     *             }
                     *           ],
                     *           "fees": [
                     *             {
                     *               "name": "",
                     *               "grossMinor": 1,
                     *               "taxMinor": 1,
                     *               "taxName": "",
                     *               "taxPercent": 1
                     *             }
                     *           ],
                     *           "tickets": [
                     *             {
                     *               "number": 1,
                     *               "ticketType": 1,
                     *               "name": "",
                     *               "priceMinor": 1,
                     *               "isValid": false,
                     *               "cancelledAt": "2027-05-08T09:30:00+01:00",
                     *               "transferredAt": "2027-05-08T09:30:00+01:00"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        orders: components["schemas"]["Order"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
                /** @description Its code, as its buyer reads it */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "",
                     *       "state": "reserved",
                     *       "createdAt": "2027-05-08T09:30:00+01:00",
                     *       "completedAt": "2027-05-08T09:30:00+01:00",
                     *       "heldUntil": "2027-05-08T09:30:00+01:00",
                     *       "locale": "",
                     *       "currency": "",
                     *       "pricesIncludeTax": false,
                     *       "discountCode": "",
                     *       "discountMinor": 1,
                     *       "feesMinor": 1,
                     *       "taxMinor": 1,
                     *       "totalMinor": 1,
                     *       "paidMinor": 1,
                     *       "refundedMinor": 1,
                     *       "paymentMethod": "",
                     *       "paymentDueAt": "2027-05-08T09:30:00+01:00",
                     *       "lines": [
                     *         {
                     *           "ticketType": 1,
                     *           "name": "",
                     *           "quantity": 1,
                     *           "cancelled": 1,
                     *           "unitMinor": 1,
                     *           "discountMinor": 1,
                     *           "grossMinor": 1,
                     *           "taxMinor": 1,
                     *           "taxName": "",
                     *           "taxPercent": 1
                     *         }
                     *       ],
                     *       "fees": [
                     *         {
                     *           "name": "",
                     *           "grossMinor": 1,
                     *           "taxMinor": 1,
                     *           "taxName": "",
                     *           "taxPercent": 1
                     *         }
                     *       ],
                     *       "tickets": [
                     *         {
                     *           "number": 1,
                     *           "ticketType": 1,
                     *           "name": "",
                     *           "priceMinor": 1,
                     *           "isValid": false,
                     *           "cancelledAt": "2027-05-08T09:30:00+01:00",
                     *           "transferredAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAttendees: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description Only those in this state */
                state?: "valid" | "unpaid" | "off";
                /** @description Only with the ticket type of this number */
                ticketType?: number;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attendees */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "attendees": [
                     *         {
                     *           "order": "",
                     *           "number": 1,
                     *           "state": "valid",
                     *           "ticket": "",
                     *           "priceMinor": 1,
                     *           "currency": "",
                     *           "orderedAt": "2027-05-08T09:30:00+01:00"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        attendees: components["schemas"]["Attendee"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reserveTickets: {
        parameters: {
            query?: never;
            header?: {
                /** @description A random key of your own for this request: a UUID, or 22 to 100 characters of A–Z, a–z, 0–9, - and _ */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "lines": [
                 *         {
                 *           "ticketType": 1,
                 *           "quantity": 2
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    lines: {
                        ticketType: number;
                        quantity: number;
                        amountMinor?: number;
                    }[];
                    /** @default  */
                    code?: string;
                };
            };
        };
        responses: {
            /** @description Held before, under the same key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "order": {
                     *         "code": "K7PW2MHX",
                     *         "state": "reserved",
                     *         "secret": null,
                     *         "heldUntil": null,
                     *         "currency": "EUR",
                     *         "totalMinor": 2500
                     *       }
                     *     }
                     */
                    "application/json": {
                        order: components["schemas"]["Reservation"];
                    };
                };
            };
            /** @description Held */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "order": {
                     *         "code": "K7PW2MHX",
                     *         "state": "reserved",
                     *         "secret": null,
                     *         "heldUntil": null,
                     *         "currency": "EUR",
                     *         "totalMinor": 2500
                     *       }
                     *     }
                     */
                    "application/json": {
                        order: components["schemas"]["Reservation"];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description How many an answer has at most */
                limit?: number;
                /** @description `after` of the last answer; `now` for what happens from now on; all that is kept where it is not said */
                after?: string;
            };
            header?: never;
            path: {
                /** @description The name of the event in its addresses */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changes": [
                     *         {
                     *           "id": "chg_1841",
                     *           "type": "order.completed",
                     *           "timestamp": "2027-05-08T08:30:00Z",
                     *           "data": {
                     *             "event": "lantern-days-2027",
                     *             "order": "K7QXM",
                     *             "state": "paid"
                     *           }
                     *         }
                     *       ],
                     *       "after": "WyI5MDEiLCIwIl0",
                     *       "next": "/api/v1/events/lantern-days-2027/changes?limit=100&after=WyI5MDEiLCIwIl0",
                     *       "more": false,
                     *       "lag": {
                     *         "held": 0,
                     *         "seconds": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        changes: components["schemas"]["Change"][];
                        /** @description Where the next answer begins: send it as `after` */
                        after: string;
                        /**
                         * Format: uri-reference
                         * @description The address of the next answer on this host; good for 30 days. Also as a `Link`
                         */
                        next: string;
                        /** @description Whether the next answer has something already */
                        more: boolean;
                        /** @description What transactions keep back that still run: mostly nothing */
                        lag: {
                            /** @description Changes that happened and cannot be read yet */
                            held: number;
                            /** @description How long the oldest of them waits */
                            seconds: number;
                        };
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhooks": [
                     *         {
                     *           "id": "4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21",
                     *           "url": "https://programs.example/foyer",
                     *           "types": null,
                     *           "event": null,
                     *           "on": false,
                     *           "off": null,
                     *           "failingSince": "2027-05-08T08:30:00Z",
                     *           "oldSecretUntil": "2027-05-08T08:30:00Z",
                     *           "createdAt": "2027-05-08T08:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        webhooks: components["schemas"]["Webhook"][];
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://programs.example/foyer",
                 *       "types": [
                 *         "order.completed"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Begins with `https://`
                     * @example https://programs.example/foyer
                     */
                    url: string;
                    /**
                     * @description Types of the feed of changes; null: all. The key has to see what they report
                     * @default null
                     */
                    types?: ("event.created" | "event.changed" | "event.moved" | "event.published" | "event.unpublished" | "event.cancelled" | "event.reinstated" | "event.deleted" | "event.restored" | "organizer.changed" | "programme.changed" | "tickets.changed" | "order.placed" | "order.completed" | "order.cancelled" | "order.expired" | "order.refunded" | "refund.withdrawn" | "ticket.changed")[] | null;
                    /**
                     * @description The slug of the only event; null: all events
                     * @default null
                     */
                    event?: string | null;
                };
            };
        };
        responses: {
            /** @description It, with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21",
                     *       "url": "https://programs.example/foyer",
                     *       "types": null,
                     *       "event": null,
                     *       "on": false,
                     *       "off": null,
                     *       "failingSince": "2027-05-08T08:30:00Z",
                     *       "oldSecretUntil": "2027-05-08T08:30:00Z",
                     *       "createdAt": "2027-05-08T08:30:00Z",
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwx3r5v1yT0kU="
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"] & {
                        /**
                         * @description For checking signatures. It is not shown again
                         * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwx3r5v1yT0kU=
                         */
                        secret: string;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21",
                     *       "url": "https://programs.example/foyer",
                     *       "types": null,
                     *       "event": null,
                     *       "on": false,
                     *       "off": null,
                     *       "failingSince": "2027-05-08T08:30:00Z",
                     *       "oldSecretUntil": "2027-05-08T08:30:00Z",
                     *       "createdAt": "2027-05-08T08:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "on": false
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Begins with `https://`
                     * @example https://programs.example/foyer
                     */
                    url?: string;
                    /** @description Types of the feed of changes; null: all. The key has to see what they report */
                    types?: ("event.created" | "event.changed" | "event.moved" | "event.published" | "event.unpublished" | "event.cancelled" | "event.reinstated" | "event.deleted" | "event.restored" | "organizer.changed" | "programme.changed" | "tickets.changed" | "order.placed" | "order.completed" | "order.cancelled" | "order.expired" | "order.refunded" | "refund.withdrawn" | "ticket.changed")[] | null;
                    /** @description The slug of the only event; null: all events */
                    event?: string | null;
                    /** @description false switches it off */
                    on?: boolean;
                };
            };
        };
        responses: {
            /** @description The webhook as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4f0c2e4a-7b0d-4f57-9d5e-1d0c9a5b7e21",
                     *       "url": "https://programs.example/foyer",
                     *       "types": null,
                     *       "event": null,
                     *       "on": false,
                     *       "off": null,
                     *       "failingSince": "2027-05-08T08:30:00Z",
                     *       "oldSecretUntil": "2027-05-08T08:30:00Z",
                     *       "createdAt": "2027-05-08T08:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwx3r5v1yT0kU="
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description For checking signatures. It is not shown again
                         * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwx3r5v1yT0kU=
                         */
                        secret: string;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The id of what is sent; its delivery says what was answered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "chg_1841"
                     *     }
                     */
                    "application/json": {
                        /** @example chg_1841 */
                        id: string;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description How many a page has at most */
                limit?: number;
                /** @description Where the page begins: `next` of the one before has it */
                after?: string;
                /** @description Only those in this state */
                state?: "waiting" | "delivered" | "failed";
            };
            header?: never;
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": [
                     *         {
                     *           "id": "chg_1841",
                     *           "type": "order.completed",
                     *           "timestamp": "2027-05-08T08:30:00Z",
                     *           "state": "waiting",
                     *           "attempts": 1,
                     *           "triedAt": "2027-05-08T08:30:00Z",
                     *           "nextAt": "2027-05-08T08:30:00Z",
                     *           "status": 204,
                     *           "answer": "",
                     *           "fault": ""
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        deliveries: components["schemas"]["WebhookDelivery"][];
                        /**
                         * Format: uri-reference
                         * @description The address of the next page on this host; null on the last. Also as a `Link`
                         */
                        next: string | null;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
                /** @description The id of what was sent */
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "replayed": 1
                     *     }
                     */
                    "application/json": {
                        /** @description How many are sent */
                        replayed: number;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again within a day, under the same key of yours, is done once and answered the same */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name of the organiser in its addresses */
                organizer: string;
                /** @description Its id */
                webhook: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2027-05-08T06:00:00Z",
                 *       "until": "2027-05-08T09:00:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description From this moment on
                     */
                    since: string;
                    /**
                     * Format: date-time
                     * @description Before this moment; now where it is not said
                     */
                    until?: string;
                };
            };
        };
        responses: {
            /** @description How much that is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "replayed": 1
                     *     }
                     */
                    "application/json": {
                        /** @description How many are sent */
                        replayed: number;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
