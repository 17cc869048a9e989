/** Where Debian's tor listens unless it is told otherwise: tor(1), SocksPort. */
export const TOR_ADDRESS = "127.0.0.1:9050";
