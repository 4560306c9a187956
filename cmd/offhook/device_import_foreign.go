package main

import (
	"slices"

	"github.com/offhook/offhook/provdoc"
)

// nothingKnown is why a document is none although a phone could read it.
const nothingKnown = "nothing in this file is known: " +
	"a document has a setting of a phone, a control such as PROFILE_NAME, or a product"

// foreignCodes are the rules that a file breaks which is no document at all, and not one with
// faults.
var foreignCodes = []string{"unknown-document", "encrypted-document", "too-large"}

func isForeignFinding(f provdoc.Finding) bool { return slices.Contains(foreignCodes, f.Code) }

// isForeign reports whether a file of an import is no document.
func (s *importSource) isForeign() bool {
	if !s.isDocument {
		return true
	}
	document, findings := provdoc.Parse(s.data)
	if document.Readable() {
		return !document.HasKnown()
	}
	return slices.ContainsFunc(findings, isForeignFinding)
}

// splitForeign divides the files of an import into documents and the names of what is none.
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

// withoutForeign is splitForeign for an import that leaves the others out. A table alone stays what
// it is.
func withoutForeign(
	sources []importSource,
) (documents []importSource, foreign []string, err error) {
	if isTable(sources) {
		return sources, nil, nil
	}
	documents, foreign = splitForeign(sources)
	if len(documents) == 0 {
		return nil, nil, usageError("no file of %d is a document of these phones: %s",
			len(sources), someOf(foreign))
	}
	return documents, foreign, nil
}

// hintImport names the flags that mend faults of an import: for files that are no documents, where
// such are beside documents, and for sites that are missing.
func hintImport(sources []importSource, missing []string, err error) error {
	documents, foreign := splitForeign(sources)
	if !isTable(sources) && len(foreign) > 0 && len(documents) > 0 {
		err = withHint(err,
			"--skip-foreign leaves out the files that are no documents, and imports the others")
	}
	if hint := importHint(missing); hint != "" {
		err = withHint(err, hint)
	}
	return err
}

// noDocument says why a file beside others that has no markup is not imported.
func (s *importSource) noDocument() string {
	if len(s.data) == 0 {
		return s.file + " is empty or a folder: give the files in it"
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
