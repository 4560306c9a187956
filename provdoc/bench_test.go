package provdoc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/offhook/offhook/model"
)

// document12KB is a well-formed document of 12 KB, with tags and NVM items as an N510 gets them.
func document12KB(b *testing.B) []byte {
	b.Helper()
	frame := Frame{MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}, Version: "0503261415", ProfileName: "N510"}
	for i := 0; ; i++ {
		frame.Entries = append(frame.Entries,
			Entry{fmt.Sprintf("BS_IP_Data3.aucS_SIP_LOGIN_ID_%d", 2+i%5), "1001"},
			Entry{fmt.Sprintf("BS_IP_Data1.uiI_SIP_SERVER_PORT_%d", 2+i%5), "0x13c4"},
			Entry{fmt.Sprintf("S_SIP_DISPLAYNAME_%d", 2+i%5), "Büro & Nord"})
		data, err := Build(frame)
		if err != nil {
			b.Fatal(err)
		}
		if len(data) >= 12<<10 {
			return data
		}
	}
}

// BenchmarkScan reads a document completely: tokens, references, items, places.
func BenchmarkScan(b *testing.B) {
	data := document12KB(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		d, findings := Parse(data)
		if !d.Readable() || len(findings) > 0 {
			b.Fatal(findings)
		}
	}
}

// BenchmarkEncodingXMLTokenizer is what BenchmarkScan is measured against: the bare tokens of encoding/xml.
func BenchmarkEncodingXMLTokenizer(b *testing.B) {
	data := document12KB(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		dec := xml.NewDecoder(bytes.NewReader(data))
		dec.CharsetReader = charsetReader
		for {
			_, err := dec.RawToken()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkEncodingXMLTokenizerUTF8 is the same without the cost of a charset reader.
func BenchmarkEncodingXMLTokenizerUTF8(b *testing.B) {
	data := bytes.Replace(document12KB(b), []byte("ISO-8859-1"), []byte("UTF-8"), 1)
	data = bytes.ReplaceAll(data, []byte{0xFC}, []byte("ü"))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		dec := xml.NewDecoder(bytes.NewReader(data))
		for {
			_, err := dec.RawToken()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkCheck is a whole lint of a document.
func BenchmarkCheck(b *testing.B) {
	data := document12KB(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if HasErrors(Check(data, CheckOptions{})) {
			b.Fatal("the document has errors")
		}
	}
}

// BenchmarkCheckEverything is the same with all that can be known of the phone and of the way to it.
func BenchmarkCheckEverything(b *testing.B) {
	data := document12KB(b)
	m := lookupModel(b, "N510")
	o := CheckOptions{
		Model: m, Firmware: m.DefaultFirmware, MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56},
		URL: "https://prov.example.net/7C2F80123456.xml", Previous: bytes.Replace(data, []byte("0503261415"), []byte("0403261415"), 1),
		Now: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC), Open: true,
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if HasErrors(Check(data, o)) {
			b.Fatal("the document has errors")
		}
	}
}

// BenchmarkBuild writes a document of 12 KB.
func BenchmarkBuild(b *testing.B) {
	d, _ := Parse(document12KB(b))
	frame := Frame{ProfileName: "N510"}
	for _, it := range d.Items()[3:] {
		frame.Entries = append(frame.Entries, Entry{it.Name, it.Text()})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Build(frame); err != nil {
			b.Fatal(err)
		}
	}
}
