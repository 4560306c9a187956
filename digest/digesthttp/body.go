package digesthttp

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"

	"github.com/offhook/offhook/digest"
)

// drainLimit is how much of the body of a 401 is read so that its connection can be used again.
const drainLimit = 64 << 10

// drain gives the connection of a response back, if that costs little.
func drain(resp *http.Response) {
	if _, ok := resp.Body.(*heldBody); !ok {
		_, _ = io.CopyN(io.Discard, resp.Body, drainLimit)
	}
	_ = resp.Body.Close()
}

// heldBody is a body that is in memory, and whose connection is free.
type heldBody struct{ bytes.Reader }

func (*heldBody) Close() error { return nil }

// hold keeps the body of a response for later in memory, so that its connection is free while a
// person types. Of a long body only the beginning is kept, and the rest stays on the connection.
func hold(resp *http.Response) {
	head, err := readHead(resp)
	if err == nil && len(head) <= drainLimit {
		_ = resp.Body.Close()
		resp.Body = &heldBody{*bytes.NewReader(head)}
		return
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), resp.Body), resp.Body}
}

// readHead reads the body of a response, one byte more at most than hold keeps.
func readHead(resp *http.Response) ([]byte, error) {
	if n := resp.ContentLength; n > 0 && n <= drainLimit {
		head := make([]byte, n)
		read, err := io.ReadFull(resp.Body, head)
		return head[:read], err
	}
	return io.ReadAll(io.LimitReader(resp.Body, drainLimit+1))
}

// hashBody returns H(body) in hexadecimal.
func hashBody(a digest.Algorithm, body io.Reader) (string, error) {
	h := a.New()
	if _, err := io.Copy(h, body); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
