/** Seconds without a byte after which rsync and the connect program give up; duplicity's own --timeout does nothing for rsync (measured). */
export const STALL_SECONDS = 300;
