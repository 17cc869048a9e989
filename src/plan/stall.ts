/**
 * Seconds without a byte after which rsync and the connect program give up; duplicity's own --timeout does nothing for rsync.
 * Once all of a file is on its way and only the answer is awaited, rsync keeps the connection alive by itself, and nothing
 * but the action's time limit ends it (rsync 3.5.0, measured).
 */
export const STALL_SECONDS = 300;
