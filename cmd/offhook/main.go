// Command offhook provisions Gigaset phones over HTTP Digest, and is such a phone itself.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
