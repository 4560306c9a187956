package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkImport imports tables of plain phones into a new database, and reads tables with many
// columns. The time and the bytes allocated for each byte of the table stay the same at every size.
func BenchmarkImport(b *testing.B) {
	for _, phones := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("phones=%d", phones), func(b *testing.B) {
			benchmarkImport(b, phoneTable(phones), exitOK)
		})
	}
	for _, columns := range []int{1_000, 16_000, 1_000_000} {
		b.Run(fmt.Sprintf("columns=%d", columns), func(b *testing.B) {
			benchmarkImport(b, wideTable(columns), exitUsage)
		})
	}
}

func benchmarkImport(b *testing.B, text string, want int) {
	dir := b.TempDir()
	file := filepath.Join(dir, "phones.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		data := filepath.Join(dir, fmt.Sprint("data", n))
		got := run([]string{"device", "import", "--data", data, file}, io.Discard, io.Discard)
		if got != want {
			b.Fatalf("the import ends with %d, want %d", got, want)
		}
	}
}

// phoneTable is a table of plain phones.
func phoneTable(phones int) string {
	var b strings.Builder
	b.WriteString("mac,model,username,password\n")
	for i := range phones {
		fmt.Fprintf(&b, "7C2F80%06X,N510,u%06d,Secret-of-phone-%06d\n", i, i, i)
	}
	return b.String()
}

// wideTable is a table with so many columns beside the MAC and the model.
func wideTable(columns int) string {
	var head, row strings.Builder
	head.WriteString("mac,model")
	row.WriteString("7C2F80000001,N510")
	for i := range columns {
		fmt.Fprintf(&head, ",c%d", i)
		row.WriteString(",x")
	}
	return head.String() + "\n" + row.String() + "\n"
}
