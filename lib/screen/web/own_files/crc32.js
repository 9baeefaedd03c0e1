// The checksum of zips.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
  return byte;
});

/** @param {Uint8Array} data */
export function crc32(data) {
  let sum = -1;
  for (let i = 0; i < data.length; i++) sum = TABLE[(sum ^ data[i]) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}
