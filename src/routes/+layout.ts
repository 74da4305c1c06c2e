/** Pages are made on the server and need no script; what scripts there are make them nicer. */
export const csr = false;
