package inventory

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
)

// wordText is our own list, made for this purpose. It has words that we wrote down (telephones,
// names, places, sports, cars), the words in the passwords of john's list, which is in the public
// domain, common first names, the words of Webster's dictionary of 1934 that we counted most often
// in the documentation of a Debian system, and those of its German manual pages. Words are folded
// to the letters a to z. Those of four and five letters are there only when they are frequent:
// random secrets have the others by chance.
//
//go:embed words.txt
var wordText string

// words returns the list of words that secrets are made of, ready to search.
var words = sync.OnceValue(func() *wordTree { return newWordTree(strings.Fields(wordText)) })

// wordTree is a set of words of digits and the letters a to z, searched one by one.
type wordTree struct{ nodes []wordNode }

// wordNode is a beginning of words. What can come next are bits, and its nodes are in that order.
type wordNode struct {
	next  uint64 // and wordEnd
	first uint32
}

const wordEnd = 1 << 63

// newWordTree makes the set of a sorted list.
func newWordTree(list []string) *wordTree {
	type span struct{ from, to, depth int }
	t := &wordTree{nodes: make([]wordNode, 1, 4*len(list)+1)}
	spans := []span{{0, len(list), 0}}
	for n := 0; n < len(spans); n++ {
		s := spans[n]
		node := wordNode{first: uint32(len(t.nodes))}
		for at := s.from; at < s.to; {
			if len(list[at]) == s.depth {
				node.next |= wordEnd
				at++
				continue
			}
			c, end := list[at][s.depth], at+1
			for end < s.to && list[end][s.depth] == c {
				end++
			}
			node.next |= wordBit(c)
			spans = append(spans, span{at, end, s.depth + 1})
			t.nodes = append(t.nodes, wordNode{})
			at = end
		}
		t.nodes[n] = node
	}
	return t
}

// wordBit is the bit of a digit or a letter, in the order of a sorted list; 0 for anything else.
func wordBit(c byte) uint64 {
	switch {
	case '0' <= c && c <= '9':
		return 1 << (c - '0')
	case 'a' <= c && c <= 'z':
		return 1 << (c - 'a' + 10)
	}
	return 0
}

// disguises are the letters that a digit or sign is written for: p4ssw0rd.
var disguises = [128][2]byte{
	'0': {'o'}, '1': {'i', 'l'}, '2': {'z'}, '3': {'e'}, '4': {'a'}, '5': {'s'}, '6': {'g'},
	'7': {'t'}, '8': {'b'}, '9': {'g'}, '@': {'a'}, '$': {'s'}, '!': {'i', 'l'}, '|': {'l', 'i'},
	'+': {'t'},
}

// standsFor has the letters of disguises as bits.
var standsFor = func() (letters [128]uint64) {
	for c, of := range disguises {
		letters[c] = wordBit(of[0]) | wordBit(of[1])
	}
	return letters
}()

// begin returns the lengths of the words that a text begins with: bit n-1 for length n. About half
// of a word at most are digits that stand for letters.
func (t *wordTree) begin(text []byte) uint64 { return t.walk(text, 0, 0, 0) }

func (t *wordTree) walk(text []byte, node uint32, at, digits int) (found uint64) {
	for {
		n := t.nodes[node]
		if n.next&wordEnd != 0 && 2*digits <= at+1 {
			found |= 1 << (at - 1)
		}
		if at == len(text) {
			return found
		}
		c := text[at] & 127
		at++
		if d := disguises[c]; d[0] != 0 {
			more := digits
			if '0' <= c && c <= '9' {
				more++
			}
			for _, letter := range d {
				if next, ok := n.after(letter); ok {
					found |= t.walk(text, next, at, more)
				}
			}
		}
		next, ok := n.after(c)
		if !ok {
			return found
		}
		node = next
	}
}

// after returns the node after a digit or letter.
func (n wordNode) after(c byte) (uint32, bool) {
	bit := wordBit(c)
	return n.first + uint32(bits.OnesCount64(n.next&(bit-1))), n.next&bit != 0
}
