package lab

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Options are what a plan does not say itself.
type Options struct {
	// Server takes the place of the server that the plan names; "" leaves it.
	Server string
	// LookupEnv finds the environment variables of secrets; nil is os.LookupEnv.
	LookupEnv func(string) (string, bool)
}

// maxFile is more than any plan has, in bytes.
const maxFile = 4 << 20

// The bounds of how many phones run at a time.
const (
	defaultParallel = 4
	maxParallel     = 256
)

// Load reads the plan in a file. File names in it are relative to its folder. An Errors holds every fault that can be
// known before a phone runs; anything else is an error of reading.
func Load(file string, o Options) (*Plan, error) {
	data, err := readFile(file, "a plan", maxFile)
	if err != nil {
		return nil, err
	}
	return Parse(file, data, o)
}

// Parse reads a plan; file is its name, for the faults and for the folder that other names are relative to.
func Parse(file string, data []byte, o Options) (*Plan, error) {
	if err := checkBounds(data); err != nil {
		return nil, Errors{{File: file, Err: err}}
	}
	var values map[string]any
	if err := toml.Unmarshal(data, &values); err != nil {
		return nil, Errors{syntaxError(file, err)}
	}
	if o.LookupEnv == nil {
		o.LookupEnv = os.LookupEnv
	}
	r := &reader{file: file, places: positions(data), sources: sources{filepath.Dir(file), o.LookupEnv}}
	plan := r.plan(values, o)
	if err := r.errors.sorted(); err != nil {
		return nil, err
	}
	return plan, nil
}

// syntaxError is the place at which a file stops being TOML.
func syntaxError(file string, err error) *Error {
	fault := &Error{File: file, Err: err}
	if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
		fault.Line, fault.Column = decode.Position()
		fault.Err = errors.New(strings.TrimPrefix(decode.Error(), "toml: "))
	}
	return fault
}

// plan reads the whole file.
func (r *reader) plan(values map[string]any, o Options) *Plan {
	top := scope{r, []layer{{nil, values}}}
	top.known("the plan", "server", "parallel", "defaults", "phone")
	plan := &Plan{Parallel: defaultParallel}
	if n := top.number("parallel"); n != nil {
		if plan.Parallel = *n; *n < 1 || *n > maxParallel {
			top.wrong("parallel", "%d: a number from 1 to %d is right", *n, maxParallel)
		}
	}
	server := strings.TrimSuffix(cmp.Or(o.Server, top.text("server")), "/")
	if err := checkServer(server); err != nil && o.Server == "" {
		top.wrong("server", "%w", err)
	} else if err != nil {
		r.errors.add(&Error{File: "server", Err: err})
	}
	defaults := top.table("defaults")
	defaults.known("[defaults]", defaultKeys...)
	tables := top.tables("phone")
	if len(tables) == 0 && len(r.errors) == 0 {
		r.fault(nil, "the plan has no phone: write at least one [[phone]] with its model")
	}
	for i, t := range tables {
		t.known("[[phone]]", phoneKeys...)
		t.layers = append(t.layers, defaults.layers...)
		plan.Phones = append(plan.Phones, (&phoneReader{scope: t, server: server, number: i + 1}).read())
	}
	r.checkNames(plan, tables)
	return plan
}

// checkNames notes names that stand twice, and a memory that two phones would keep.
func (r *reader) checkNames(plan *Plan, tables []scope) {
	names, memories := map[string]bool{}, map[string]bool{}
	for i, p := range plan.Phones {
		if names[p.Name] {
			tables[i].wrong("name", "%q stands twice: each phone has a name of its own, so that a report can be read", p.Name)
		}
		if p.keep && memories[p.nvm] {
			tables[i].wrong("nvm", "another phone keeps its memory in this file already")
		}
		names[p.Name], memories[p.nvm] = true, p.keep
	}
}
