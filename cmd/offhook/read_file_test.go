package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadLimitedFile reads a file up to its limit, and what never ends no further.
func TestReadLimitedFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for size, fits := range map[int]bool{0: true, 999: true, 1000: true, 1001: false, 5000: false} {
		file := filepath.Join(dir, fmt.Sprint(size))
		if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		data, err := readLimitedFile(file, 1000)
		if len(data) != min(size, 1001) || errors.Is(err, errTooLarge) == fits || fits && err != nil {
			t.Errorf("a file of %d bytes: read %d, %v", size, len(data), err)
		}
	}
	data, err := readLimitedFile("/dev/zero", 1<<20)
	if !errors.Is(err, errTooLarge) || len(data) != 1<<20+1 {
		t.Errorf("/dev/zero: read %d, %v", len(data), err)
	} else if want := "/dev/zero is larger than 1 MB"; err.Error() != want {
		t.Errorf("the error is %q, want %q", err, want)
	}
	if _, err := readLimitedFile(dir, 1000); err == nil {
		t.Error("a folder is read")
	}
}

// TestImportOfManyColumns refuses more columns than a phone has settings, and reads as many in no
// time.
func TestImportOfManyColumns(t *testing.T) {
	t.Parallel()
	most := maxColumns - 2
	for columns, want := range map[int]string{
		1_000_000: "more than 16384 fields",
		16_000:    "the first line has 16002 columns, and a table has at most 2017: 17 with a meaning",
		most + 1:  "the first line has 2018 columns",
		most:      "column is not known",
	} {
		read := readTestCSV(t, "f.csv", []byte(wideTable(columns)))
		if len(read.faults) == 0 || !strings.Contains(read.faults[0].String(), want) {
			t.Errorf("%d columns: faults %.500q, want %q", columns, fmt.Sprint(read.faults), want)
		}
	}
}

// TestFaultListIsBounded keeps as many faults as are shown, and counts the others.
func TestFaultListIsBounded(t *testing.T) {
	t.Parallel()
	l := &faultList{}
	const faults = 100_000
	for n := range faults {
		l.add(csvFault{"f.csv", n, 1, fmt.Sprint("x", n), "wrong"}, csvFault{"f.csv", n, 2, "y", "wrong"})
	}
	if len(l.kept) > maxKeptFaults || len(l.kinds) > maxKeptFaults || l.all != 2*faults {
		t.Errorf("%d faults of %d kinds are kept of %d, want at most %d of %d",
			len(l.kept), len(l.kinds), l.all, maxKeptFaults, 2*faults)
	}
}
