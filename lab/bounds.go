package lab

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxKeys is how many keys a table of a plan may have, and how many tables of different names a
// plan. The decoder compares each key with all others of its table.
const maxKeys = 1000

// checkBounds returns an error for a plan that would take long to decode. One that is not TOML is
// left to the decoder.
func checkBounds(data []byte) error {
	var parser unstable.Parser
	parser.Reset(data)
	tables, keys := make(map[string]bool), 0
	for parser.NextExpression() {
		e := parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			tables[headOf(e)], keys = true, 0
		default:
			keys += keysIn(e)
		}
		if len(tables) > maxKeys {
			return fmt.Errorf("the plan has tables of more than %d names: use the keys of a plan", maxKeys)
		}
		if keys > maxKeys {
			return fmt.Errorf("a table of the plan has more than %d keys: use the keys of a plan", maxKeys)
		}
	}
	return nil
}

// headOf is the name of a table. What is deeper than maxDepth does not count.
func headOf(e *unstable.Node) string {
	var p path
	for it := e.Key(); it.Next() && len(p) < maxDepth; {
		p = p.join(string(it.Node().Data))
	}
	return p.key()
}

// keysIn counts the keys of an expression, those in its value too.
func keysIn(n *unstable.Node) (keys int) {
	switch n.Kind {
	case unstable.KeyValue:
		for it := n.Key(); it.Next(); keys++ {
			continue
		}
		return keys + keysIn(n.Value())
	case unstable.InlineTable, unstable.Array:
		for it := n.Children(); it.Next(); {
			keys += keysIn(it.Node())
		}
	}
	return keys
}

// errTooLarge is an error about a file that has more bytes than are read of it.
var errTooLarge = errors.New("it is too large")

// readFile reads a file of at most limit bytes.
func readFile(name, what string, limit int) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err == nil && len(data) > limit {
		err = fmt.Errorf("%s: %w: %s has at most %d bytes", name, errTooLarge, what, limit)
	}
	return data, err
}
