package app

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Example writes a configuration file with every value at its default, commented.
func Example(w io.Writer) error {
	c := Default()
	var b strings.Builder
	b.WriteString("# Configuration of offhook serve. Every value is shown with its default.\n" +
		"# The environment (OFFHOOK_DATA and so on) overrules this file, and a flag overrules both.\n")
	for _, f := range c.Fields() {
		fmt.Fprintf(&b, "\n# %s%s.\n# %s = %s\n", strings.ToUpper(f.Usage[:1]), f.Usage[1:], f.Key, f.TOML())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Print writes each value and where it came from, without secrets.
func (l *Loaded) Print(w io.Writer) error {
	var b strings.Builder
	for _, f := range l.Config.Fields() {
		fmt.Fprintf(&b, "%s = %s  # %s\n", f.Key, f.TOML(), l.Origins[f.Key])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// NewLogger returns the logger of a server that the configuration asks for, its level, which Level
// may change later, and the queue through which it writes to w. The caller must close the queue. A
// format that is not known is that of the default.
func (c *Config) NewLogger(w io.Writer) (*slog.Logger, *slog.LevelVar, *LogQueue) {
	var level slog.LevelVar
	level.Set(c.Level())
	handler := func(w io.Writer) slog.Handler {
		o := &slog.HandlerOptions{Level: &level}
		if c.LogFormat == "json" {
			return slog.NewJSONHandler(w, o)
		}
		return slog.NewTextHandler(w, o)
	}
	queue := newLogQueue(w, logQueueSize, func(lines int64) []byte {
		var b bytes.Buffer
		slog.New(handler(&b)).Error("lines of the log were lost: nothing read it", "lines", lines)
		return b.Bytes()
	})
	return slog.New(handler(queue)), &level, queue
}

// Level returns the level of the log. One that is not known is that of the default.
func (c *Config) Level() slog.Level {
	level, err := c.logLevel()
	if err != nil {
		return slog.LevelInfo
	}
	return level
}
