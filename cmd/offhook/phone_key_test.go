package main

import (
	"crypto/aes"
	"encoding/hex"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// seal is the script command `seal KEY FILE TO`: it encrypts a file with AES-128 by ECB, with zeros behind it.
func seal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: seal KEY FILE TO")
	}
	key, err := hex.DecodeString(args[0])
	ts.Check(err)
	block, err := aes.NewCipher(key)
	ts.Check(err)
	text := []byte(ts.ReadFile(args[1]))
	for len(text)%aes.BlockSize != 0 {
		text = append(text, 0)
	}
	for at := 0; at < len(text); at += aes.BlockSize {
		block.Encrypt(text[at:at+aes.BlockSize], text[at:at+aes.BlockSize])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), text, 0o600))
}
