package app

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// The rhythm of the watch on the files of the database.
const (
	watchEvery = time.Second
	watchSay   = time.Minute
)

// fileWatch says when the files of the open database are removed or replaced: the server goes on
// with those that it has open, and stores no change. A nil one watches nothing.
type fileWatch struct {
	intact func() error
	log    *slog.Logger
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// watchFiles begins to watch in the background.
func watchFiles(intact func() error, log *slog.Logger) *fileWatch {
	ctx, cancel := context.WithCancel(context.Background())
	w := &fileWatch{intact: intact, log: log, cancel: cancel}
	w.done.Go(func() { w.run(ctx) })
	return w
}

func (w *fileWatch) stop() {
	if w == nil {
		return
	}
	w.cancel()
	w.done.Wait()
}

// check returns what is wrong with the files.
func (w *fileWatch) check() error {
	if w == nil {
		return nil
	}
	return w.intact()
}

// run says what is wrong at once and then every watchSay, and that it is well again.
func (w *fileWatch) run(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	var said time.Time // zero while all is well
	for {
		switch err := w.intact(); {
		case err != nil && time.Since(said) >= watchSay:
			said = time.Now()
			w.log.Error("the files of the database were removed or replaced: phones are served from "+
				"what is open, and no change is stored; stop the server, restore the files, start it",
				"err", err)
		case err == nil && !said.IsZero():
			said = time.Time{}
			w.log.Warn("the files of the database are those that are open again")
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
