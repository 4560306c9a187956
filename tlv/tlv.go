// Package tlv reads and writes the records of the binary files that Gigaset phones take: one byte type, one byte length,
// contents. Index files and binary profiles are made of them. [R-wazo] [R-gigahack]
package tlv
