const sound = `version: 1
secrets:
  archive-passphrase: { file: ~/.duplicity.secret, copy: office safe }
targets:
  offsite: { url: "file:///mnt/disk" }
jobs:
  photos:
    source: /srv/photos
    target: offsite
    encryption: { passphrase: archive-passphrase }
    backup: { schedule: weekly Tue 03:05, full_if_older_than: 2M }
    prune: { after: backup, keep_full: 12 }
    drill: { schedule: monthly 1 12:00 }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`;

/** A sound spec with a part of it written otherwise. */
export function sampleWith(part: string | RegExp, instead: string): string {
  return sound.replace(part, () => instead);
}
