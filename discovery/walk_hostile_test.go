package discovery

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

func TestNewWalkErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a    Address
		want error
	}{
		{Address{}, ErrNoAddress},
		{Address{URL: "  "}, ErrNoAddress},
		{Address{URL: "#x"}, ErrNoAddress},
		{Address{URL: "ftp://prov.example.net"}, ErrURLScheme},
		{Address{URL: "file:///etc/passwd.xml"}, ErrURLScheme},
		{Address{URL: "http:///dir"}, ErrURLScheme},
		{Address{URL: "http://user:secret@prov.example.net/dir"}, ErrURLUserInfo},
		{Address{Source: Redirect, URL: "http://user:secret@prov.example.net/f.xml"}, ErrURLUserInfo},
		{Address{Source: Redirect, URL: "http://prov.example.net/%MACD.xml"}, ErrURLSyntax},
		{Address{URL: "http://prov.example.net/a b"}, ErrURLSyntax},
		{Address{URL: "http://prov.example.net/\r\nHost: x"}, ErrURLSyntax},
		{Address{URL: "http://prov.example.net/ä.xml"}, ErrURLSyntax},
		{Address{URL: "http://[::1/"}, ErrURLSyntax},
		{Address{URL: "http://prov.example.net/" + strings.Repeat("x", 2000)}, ErrURLLength},
		{Address{URL: "http://prov.example.net/" + strings.Repeat("x", maxURL-28) + ".xml"}, nil},
		{Address{URL: "http://prov.example.net/" + strings.Repeat("x", maxURL-27) + ".xml"}, ErrURLLength},
		{Address{Source: DHCP66, URL: "prov", Domain: "\x00"}, nil},
	}
	for _, tt := range tests {
		w, err := NewWalk(newDevice(t, "N510"), tt.a)
		if !errors.Is(err, tt.want) {
			t.Errorf("NewWalk(%+.80v) = %+v, %v; want %v", tt.a, w, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows the password of the address: %v", err)
		}
	}
}

// Index files that are cut, lead nowhere, or lead to what is no address end the walk with a sentence.
func TestWalkHostileIndexFiles(t *testing.T) {
	t.Parallel()
	pointer := func(file string) []byte {
		data, err := Sifs{Pointers: []Pointer{{4, file}}}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	leaf := func(format string) []byte {
		data, err := Sifs{Format: format}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	master := unhex(t, minimalMaster)
	loop := pointer("sifsroot.bin")
	tests := []struct {
		name  string
		files [][]byte
		want  string
	}{
		{"empty master", [][]byte{{}}, "the master file names no file for provisioning, which is its entry of type 03"},
		{"cut master", [][]byte{master[:9]}, "master file: byte 0: the file ends inside a record of type 03: it has 26 bytes, and 7 are there"},
		{"huge", [][]byte{make([]byte, 1<<20)}, "master file: an index file has at most 65536 bytes, not 1048576"},
		{"empty sifs", [][]byte{master, {}}, "the sifsroot file has neither the address of a document nor a file for the provider code 444"},
		{"loop", [][]byte{master, loop, loop, loop, loop}, "the siu file has neither the address of a document nor a file for the provider code 444"},
		{"another scheme", [][]byte{master, pointer("ftp://prov.example.net/sih.bin")}, "the sifsroot file: an address begins with http:// or https:// and the name of a server"},
		{"user info", [][]byte{master, pointer("http://u:secret@prov.example.net/sih.bin")}, "the sifsroot file: an address with a user name in it comes from a redirect only"},
		{"line end", [][]byte{master, pointer("sih.bin\r\nX: y")}, "the sifsroot file: this is no address; write it as http://prov.example.net/gigaset: character 48 does not belong there"},
		{"leaf with another scheme", [][]byte{master, leaf("javascript://%MACD")}, "the sifsroot file: an address begins with http:// or https:// and the name of a server"},
		{"leaf with user info", [][]byte{master, leaf("http://u:secret@%DURL/")}, "the sifsroot file: an address with a user name in it comes from a redirect only"},
		{"unknown token", [][]byte{master, leaf("http://%DURL/%QQQ")}, `the sifsroot file: the address has "%QQ", which is no token; the tokens are %DURL %DVID %MACC %MACD %ACTC %SUBLIST %%`},
		{"no code", [][]byte{master, leaf("http://%DURL/?ac=%ACTC")}, "the sifsroot file: the address has %ACTC, and the phone has not got an activation code"},
	}
	for _, tt := range tests {
		w, err := NewWalk(newDevice(t, "N510"), Address{URL: "http://prov.example.net"})
		if err != nil {
			t.Fatal(err)
		}
		for i, file := range tt.files {
			before := w.URL()
			next, err := w.Read(file)
			if last := i == len(tt.files)-1; !last && err != nil {
				t.Errorf("%s: file %d: %v", tt.name, i+1, err)
			} else if last && (err == nil || err.Error() != tt.want || next != "" || w.URL() != before) {
				t.Errorf("%s: %v, at %s, next %q; want %s", tt.name, err, w.URL(), next, tt.want)
			}
		}
	}
}

func FuzzWalk(f *testing.F) {
	for _, seed := range []string{"http://prov.example.net", "prov.example.net/%MACD.xml", "ftp://x", "http://u:p@h/", "https://%DURL/%DVID?%SUBLIST", "\x00", "/", "?"} {
		f.Add(uint8(0), uint8(0), seed, "", []byte("\x03\x1a\x03\x18../../sifs/sifsroot.bin\x00"), []byte("\x04\x0a\x03\x08sih.bin\x00\x00\x19\x03\x17http://%DURL/%MACD.xml\x00"))
		f.Add(uint8(9), uint8(2), seed, "example.net", []byte{}, []byte{})
	}
	models := model.Models()
	sources := []Source{Manual, DHCP114, DHCP66, Multicast, Redirect}
	f.Fuzz(func(t *testing.T, which, how uint8, address, domain string, master, sifs []byte) {
		m := models[int(which)%len(models)]
		d := Device{Model: m, Firmware: m.DefaultFirmware, MAC: mac, DHCP66Joined: how&0x80 != 0, Switches: Switches{KeepUnknownTokens: how&0x40 != 0}}
		w, err := NewWalk(d, Address{Source: sources[int(how&0x3f)%len(sources)], URL: address, Domain: domain})
		for files := 0; err == nil; files++ {
			if files > 8 {
				t.Fatalf("%d files, and the walk from %q goes on", files, address)
			}
			u, parseErr := url.Parse(w.URL())
			if parseErr != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(w.URL()) > maxURL {
				t.Fatalf("the walk from %q asks %q", address, w.URL())
			}
			switch {
			case w.Index() == "master":
				_, err = w.Read(master)
			case w.Index() != "":
				_, err = w.Read(sifs)
			case !w.Missing():
				return
			}
		}
	})
}
