package table

import (
	"encoding/csv"
	"os"
	"testing"
)

// TestChanges lists what LibreOffice and Excel write otherwise than they read it, in English or in
// German, and what they leave alone. docs/tables.md
func TestChanges(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"0012", "00", "007", "12345678901", "123456789012", "1234567890123456789", "1E5", "1e5",
		"012E45", "7E2", "00E012345678",
		"1.10", "2.50", "1,5", "1.000", "1,234,567", "1.234.567", "10.100.200.100", "1'000",
		"1-2", "1/2", "3.12", "1.2.2026", "2026-11-30",
		"10:30", "12:34:56", "10 AM", "5 p", "50%", "$5", "5 €", "€5", "(5)", "+49891234", "-5",
		"1 000", "1\u00a0000", "1 1/2",
		"true", "TRUE", "False", "wahr", "FALSCH", "Mai 2026", "MAR1", "1. März", "2-Jan",
		"Sep-05", "okt 12", "Dez 24", "DEC24",
	} {
		if !Changes(text) {
			t.Errorf("Changes(%q) = false, want true", text)
		}
	}
	for _, text := range []string{
		"", "0", "7", "12", "5060", "1234567890", "7C2F80123458", "029E74A5AA", "BL84", "0x13c4",
		"10.0.0.1", "192.168.178.1",
		"42.258.00.000.000", "70.108.00.000.000", "7C:2F:80:12:34:56", "1-2-3-4",
		"sip.example.net", "yes", "no", "ja", "nein", "berlin",
		"Empfang", "Mai", "Maier", "Julia", "März", "Marta 5", "Zimmer 12", "2. OG", "1+1",
		"N510", "E5", "1F", "12a", "*1#", "#21*",
	} {
		if Changes(text) {
			t.Errorf("Changes(%q) = true, want false", text)
		}
	}
}

// TestLoss tells what a spreadsheet did from what a person did.
func TestLoss(t *testing.T) {
	t.Parallel()
	const zeros, fifteen, number = "it lost its zeros", "the digits after the fifteenth became zeros", "it became a number"
	for _, tt := range []struct{ before, now, want string }{
		{"0012", "12", zeros}, {"007", "7", zeros}, {"000", "0", zeros}, {"0012", "012", zeros},
		{"2.50", "2.5", zeros}, {"1.0", "1", zeros},
		{"2,50", "2,5", zeros}, {"0049891234", "49891234", zeros}, {"01.50", "1,5", zeros},
		{"0.50", ".5", ""},
		{"1234567890123456", "1234567890123450", fifteen},
		{"12345678901234567890", "12345678901234500000", fifteen},
		{"1E5", "100000", number}, {"1e-1", "0.1", number}, {"1e-1", "0,1", number},
		{"0012", "0012", ""}, {"0012", "13", ""}, {"0012", "120", ""}, {"0012", "0013", ""},
		{"0012", "", ""}, {"", "12", ""}, {"10", "1", ""},
		{"100", "1", ""}, {"1.10", "1.2", ""}, {"1234567890123456", "1234567890123457", ""},
		{"1234567890123456", "123456789012345", ""},
		{"berlin", "Berlin", ""}, {"00ab", "ab", ""}, {"1E5", "10000", ""},
		{"123456789012345", "123456789012340", ""},
	} {
		if got := Loss(tt.before, tt.now); got != tt.want {
			t.Errorf("Loss(%q, %q) = %q, want %q", tt.before, tt.now, got, tt.want)
		}
	}
	for text, want := range map[string]bool{
		"1.23457E+11": true, "1,23457E+11": true, "1.23456789012346E+018": true, "7E+11": true,
		"1.00E+05": true, "1.00E-05": true, "1E5": false, "1.2e+11": false, "12E+11": false,
		"E+11": false,
	} {
		if got := IsShortened(text); got != want {
			t.Errorf("IsShortened(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestLibreOffice compares with what LibreOffice 7.4.7 made of each text when it opened a table in
// English and in German and saved it: whatever it changed gets a guard, and with the guard it
// changed nothing. docs/tables.md says how the file was made.
func TestLibreOffice(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/libreoffice.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, row := range rows[1:] {
		text, english, german := row[0], row[1], row[2]
		if text == english && text == german {
			continue
		}
		changed++
		if guarded := Guard(text); guarded == text {
			t.Errorf("LibreOffice makes %q in English and %q in German of %q, which has no guard", english, german, text)
		}
	}
	if changed < 50 {
		t.Errorf("LibreOffice changed %d texts, want 50 or more: is the file complete?", changed)
	}
}
