package table

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readAll returns the records of a table, and its faults.
func readAll(text string) (records [][]string, faults []string) {
	r := NewReader(context.Background(), []byte(text))
	for {
		record, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return records, faults
		case err != nil:
			faults = append(faults, err.Error())
			if _, ends := errors.AsType[*EndFault](err); ends {
				return records, faults
			}
		default:
			records = append(records, append([]string{}, record...))
		}
	}
}

// TestReader reads one table in all the ways in which programs and people write it.
func TestReader(t *testing.T) {
	t.Parallel()
	want := [][]string{{"mac", "model", "name"}, {"7C2F80123458", "N510", "a b"}, {"7C2F80123459", "", "c"}}
	for name, text := range map[string]string{
		"commas":          "mac,model,name\n7C2F80123458,N510,a b\n7C2F80123459,,c\n",
		"semicolons":      "mac;model;name\n7C2F80123458;N510;a b\n7C2F80123459;;c\n",
		"tabs":            "mac\tmodel\tname\n7C2F80123458\tN510\ta b\n7C2F80123459\t\tc\n",
		"sep=;":           "sep=;\nmac;model;name\n7C2F80123458;N510;a b\n7C2F80123459;;c\n",
		"SEP=,":           "SEP=,\r\nmac,model,name\r\n7C2F80123458,N510,a b\r\n7C2F80123459,,c\r\n",
		`"sep=;"`:         "\"sep=;\"\nmac;model;name\n7C2F80123458;N510;a b\n7C2F80123459;;c\n",
		"sep=tab":         "sep=\t\nmac\tmodel\tname\n7C2F80123458\tN510\ta b\n7C2F80123459\t\tc\n",
		"sep=|":           "sep=|\nmac|model|name\n7C2F80123458|N510|a b\n7C2F80123459||c\n",
		"spaces":          "mac ; model;  name\n7C2F80123458;N510;a b\n \u00a0;\t;\n7C2F80123459;;c; \n",
		"old Mac":         "mac;model;name\r7C2F80123458;N510;a b\r7C2F80123459;;c\r",
		"empty rows":      "\n;;\nmac;model;name\n\n;;;\n7C2F80123458;N510;a b\n \n;;\n7C2F80123459;;c\n;;;;;\n",
		"empty columns":   "mac;model;name;;\n7C2F80123458;N510;a b;;\n7C2F80123459;;c;;\n",
		"longer rows":     "mac;model;name\n7C2F80123458;N510;a b;;;\n7C2F80123459;;c;\n",
		"quotes":          "\"mac\",\"model\",\"name\"\n\"7C2F80123458\",\"N510\",\"a b\"\n\"7C2F80123459\",\"\",\"c\"\n",
		"formulas":        "mac;model;name\n=\"7C2F80123458\";N510;=\"a b\"\n=\"7C2F80123459\";;=\"c\"\n",
		"quoted formulas": "mac;model;name\n\"=\"\"7C2F80123458\"\"\";N510;\"=\"\"a b\"\"\"\n\"=\"\"7C2F80123459\"\"\";;c\n",
		"commas in names": "mac;model;\"name\"\n7C2F80123458;N510;a b\n7C2F80123459;;c\n",
	} {
		got, faults := readAll(text)
		if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
			t.Errorf("%s: %v (-want +got):\n%s", name, faults, diff)
		}
	}
}

// Spaces around a field are part of it: they may belong to a password.
func TestReaderKeepsSpaces(t *testing.T) {
	t.Parallel()
	for _, separator := range []string{",", ";", "\t"} {
		text := strings.ReplaceAll("mac;name\n7C2F80123458 ; a b \n", ";", separator)
		want := [][]string{{"mac", "name"}, {"7C2F80123458 ", " a b "}}
		got, faults := readAll(text)
		if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
			t.Errorf("%q: %v (-want +got):\n%s", separator, faults, diff)
		}
	}
}

// TestReaderSeparator takes no separator out of a quoted name.
func TestReaderSeparator(t *testing.T) {
	t.Parallel()
	got, faults := readAll("\"a,b,c\";\"d,e\"\n1;2\n")
	if diff := cmp.Diff([][]string{{"a,b,c", "d,e"}, {"1", "2"}}, got); diff != "" || faults != nil {
		t.Errorf("%v (-want +got):\n%s", faults, diff)
	}
}

// TestReaderPlaces says where fields begin, behind a line sep= and with formulas too.
func TestReaderPlaces(t *testing.T) {
	t.Parallel()
	r := NewReader(t.Context(), []byte("sep=;\na;bb;c\n\n=\"x\";=\"yy\";z\n\"1\n2\";3;4\n5;6;7\n"))
	for _, want := range [][]Place{
		{{2, 1}, {2, 3}, {2, 6}}, {{4, 1}, {4, 6}, {4, 12}}, {{5, 1}, {6, 4}, {6, 6}}, {{7, 1}, {7, 3}, {7, 5}},
	} {
		record, err := r.Next()
		if err != nil || len(record) != 3 {
			t.Fatalf("Next() = %q, %v", record, err)
		}
		for n := range record {
			if got := r.Place(n); got != want[n] {
				t.Errorf("%q: field %d is at %v, want %v", record, n, got, want[n])
			}
		}
	}
}

// TestReaderFaults goes on after a quote in the wrong place, and ends where nothing can be trusted.
func TestReaderFaults(t *testing.T) {
	t.Parallel()
	got, faults := readAll("a;b\nx\"y;1\n=\"x;2\n=\"x\"\"y\";2\n3;4\n5;\"6\n7;8\n")
	if diff := cmp.Diff([][]string{{"a", "b"}, {"3", "4"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := []string{"2:2: a field with a quote", "3:2: a field with a quote", "4:2: a field with a quote", "a quoted field does not end"}
	if len(faults) != len(want) {
		t.Fatalf("faults %q, want %q", faults, want)
	}
	for i := range want {
		if !strings.Contains(faults[i], want[i]) {
			t.Errorf("fault %q, want %q", faults[i], want[i])
		}
	}
}

// FuzzReader ends, and knows a place of the text for each field.
func FuzzReader(f *testing.F) {
	f.Add("sep=;\nmac;model\n=\"7C2F80123458\";N510\n")
	f.Add("mac\tmodel\r7C2F80123458\t\"N5\"10\r")
	f.Add("a,b\n\"x\ny\",=\"z\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		r := NewReader(t.Context(), []byte(text))
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		for {
			record, err := r.Next()
			if _, ends := errors.AsType[*EndFault](err); ends || errors.Is(err, io.EOF) {
				return
			}
			for n := range record {
				if at := r.Place(n); at.Line < 1 || at.Line > lines || at.Column < 1 {
					t.Fatalf("field %d of %q is at %v", n, text, at)
				}
			}
		}
	})
}
