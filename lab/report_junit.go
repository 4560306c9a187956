package lab

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/offhook/offhook/emulator"
)

// The elements of JUnit XML, as far as a report has them.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Time       string          `xml:"time,attr"`
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name    string       `xml:"name,attr"`
		Class   string       `xml:"classname,attr"`
		Time    string       `xml:"time,attr"`
		Failure *junitReason `xml:"failure"`
		Error   *junitReason `xml:"error"`
		Output  *junitText   `xml:"system-out"`
	}
	junitReason struct {
		Message string `xml:"message,attr"`
		junitText
	}
	junitText struct {
		Text string `xml:",cdata"`
	}
)

// newJUnitText returns lines as XML can hold them: the writer of CDATA leaves out nothing itself.
func newJUnitText(lines []string) junitText {
	visible := func(r rune) rune {
		if r != '\n' && !strconv.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}
	return junitText{strings.Map(visible, strings.Join(lines, "\n"))}
}

// JUnit writes the report as JUnit XML: a suite for each phone and a case for each start. A start that fell short is a
// failure, one that could not be judged an error.
func (r Report) JUnit(w io.Writer) error {
	all := junitSuites{Name: "offhook lab", Time: seconds(r.Took)}
	for _, result := range r.Results {
		suite := result.suite(r.Began)
		all.Tests, all.Failures, all.Errors = all.Tests+suite.Tests, all.Failures+suite.Failures, all.Errors+suite.Errors
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// suite is one phone.
func (r Result) suite(began time.Time) junitSuite {
	s := junitSuite{
		Name: r.Phone, Time: seconds(r.Took()), Timestamp: began.UTC().Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{{"model", r.Model}, {"firmware", r.Firmware}, {"mac", r.MAC}},
	}
	for _, warning := range r.Warnings {
		s.Properties = append(s.Properties, junitProperty{"warning", warning})
	}
	for _, start := range r.Starts {
		s.Cases = append(s.Cases, start.testCase(r.Phone))
	}
	if r.Problem != "" {
		s.Cases = append(s.Cases, junitCase{Name: "phone", Class: r.Phone, Time: seconds(0), Error: &junitReason{Message: r.Problem}})
	}
	for _, c := range s.Cases {
		s.Tests++
		if c.Failure != nil {
			s.Failures++
		}
		if c.Error != nil {
			s.Errors++
		}
	}
	return s
}

// testCase is one start.
func (s StartResult) testCase(phone string) junitCase {
	c := junitCase{Name: s.Start, Class: phone, Time: seconds(s.Took)}
	if len(s.Trace) > 0 {
		steps := newJUnitText(texts(s.Trace, emulator.TraceEvent.String))
		c.Output = &steps
	}
	switch {
	case s.Problem != "":
		c.Error = &junitReason{Message: s.Problem}
	case len(s.Shortfalls) > 0:
		lines := texts(s.Shortfalls, Shortfall.String)
		c.Failure = &junitReason{Message: lines[0], junitText: newJUnitText(lines)}
	}
	return c
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
