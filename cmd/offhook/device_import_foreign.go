package main

import (
	"slices"

	"github.com/offhook/offhook/internal/table"
	"github.com/offhook/offhook/provdoc"
)

// nothingKnown says why a readable file is not a document.
const nothingKnown = "nothing in this file is known: " +
	"a document has a setting of a phone, a control such as PROFILE_NAME, or a product"

// foreignCodes are the rules that tell a foreign file from a document with faults.
var foreignCodes = []string{"unknown-document", "encrypted-document", "too-large"}

func isForeignFinding(f provdoc.Finding) bool { return slices.Contains(foreignCodes, f.Code) }

// isForeign reports whether a file of an import is not a document.
func (s *importSource) isForeign() bool {
	if !s.isDocument {
		return true
	}
	document, findings := provdoc.Parse(s.data)
	if document.Readable() {
		return !document.HasKnown()
	}
	if text, err := table.Decode(s.data); err == nil && table.IsWide(s.data) {
		wide := importSource{data: text.Data, isDocument: true}
		return wide.isForeign()
	}
	return slices.ContainsFunc(findings, isForeignFinding)
}

// splitForeign divides the files of an import into documents and the names of the others.
func splitForeign(sources []importSource) (documents []importSource, foreign []string) {
	for i := range sources {
		if sources[i].isForeign() {
			foreign = append(foreign, sources[i].file)
		} else {
			documents = append(documents, sources[i])
		}
	}
	return documents, foreign
}

// withoutForeign is splitForeign for --skip-foreign. It leaves a single table alone.
func withoutForeign(
	sources []importSource,
) (documents []importSource, foreign []string, err error) {
	if isTable(sources) {
		return sources, nil, nil
	}
	documents, foreign = splitForeign(sources)
	if len(documents) == 0 {
		return nil, nil, usageError("no file of %d is a document for these phones: %s",
			len(sources), someOf(foreign))
	}
	return documents, foreign, nil
}

// hintImport names the flags that help against faults of an import: --skip-foreign for foreign
// files beside documents, and --make-sites for missing sites.
func hintImport(sources []importSource, missing []string, err error) error {
	documents, foreign := splitForeign(sources)
	if !isTable(sources) && len(foreign) > 0 && len(documents) > 0 {
		err = withHint(err,
			"--skip-foreign leaves out the files that are not documents, and imports the others")
	}
	if hint := importHint(missing); hint != "" {
		err = withHint(err, hint)
	}
	return err
}

// noDocument says why a file without markup is not imported beside others.
func (s *importSource) noDocument() string {
	if len(s.data) == 0 {
		return s.file + " is empty or a folder: give the files inside it"
	}
	return s.file + " is a table: give one table alone, or documents"
}

// filesHave is the beginning of a sentence about the files: "a.xml has", "a.xml, b.xml have".
func filesHave(sources []importSource) string {
	files := make([]string, len(sources))
	for i := range sources {
		files[i] = sources[i].file
	}
	if len(files) == 1 {
		return files[0] + " has"
	}
	return someOf(files) + " have"
}

// isTable reports whether an import is of a table, which comes alone.
func isTable(sources []importSource) bool { return len(sources) == 1 && !sources[0].isDocument }
