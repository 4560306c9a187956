package lab

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// RunOptions say how a plan runs.
type RunOptions struct {
	// Parallel takes the place of that of the plan; 0 leaves it.
	Parallel int
	// Done is called with each phone that is through, in the order of the plan, from one goroutine at a time. It may be nil.
	Done func(Result)
}

// Run runs every phone and returns what came of it. Phones run side by side, the starts of one phone one after the other.
// The error is that of ctx; what had ended until then is in the report, and the rest is marked as not run.
func (p *Plan) Run(ctx context.Context, o RunOptions) (Report, error) {
	report := Report{Began: time.Now(), Results: make([]Result, len(p.Phones))}
	parallel := max(1, p.Parallel)
	if o.Parallel > 0 {
		parallel = o.Parallel
	}
	done := newSequence(len(p.Phones), func(i int) {
		if o.Done != nil {
			o.Done(report.Results[i])
		}
	})
	slots := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	for i, one := range p.Phones {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			report.Results[i] = one.run(ctx)
			done.reached(i)
		})
	}
	wg.Wait()
	report.Took = time.Since(report.Began)
	return report, ctx.Err()
}

// sequence calls each with the numbers from 0 on, in their order, as soon as all before are reached too.
type sequence struct {
	mu   sync.Mutex
	done []bool
	next int
	each func(int)
}

func newSequence(n int, each func(int)) *sequence {
	return &sequence{done: make([]bool, n), each: each}
}

func (s *sequence) reached(i int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done[i] = true
	for s.next < len(s.done) && s.done[s.next] {
		s.each(s.next)
		s.next++
	}
}

// run makes the starts of one phone.
func (p *Phone) run(ctx context.Context) Result {
	result := Result{Phone: p.Name, Model: p.config.Model.Name, Firmware: p.config.Firmware.String()}
	r := &phoneRun{plan: p, recorder: &recorder{}}
	defer r.close()
	if err := r.open(); err != nil {
		result.Problem = err.Error()
		return result
	}
	result.MAC, result.Warnings = r.phone.MAC().String(), r.warnings
	for _, s := range p.Starts {
		if ctx.Err() != nil {
			result.Problem = "not run: interrupted"
			break
		}
		if r.lost {
			result.Problem = "not run any further, since the start before did not end"
			break
		}
		result.Starts = append(result.Starts, r.start(ctx, s))
	}
	return result
}

// phoneRun is a phone of a plan while it runs.
type phoneRun struct {
	plan     *Phone
	phone    *emulator.Phone
	warnings []string
	recorder *recorder
	// folder has a copy of the memory, "" when there is none.
	folder string
	// life ends Run, and waits for it; nil while the phone is off. died gets the error of a Run that ended by itself.
	life func()
	died chan error
	// attempts is how many attempts have been judged; lost says that one has not ended, so that it is not known which of
	// the next ones a start would be about.
	attempts int
	lost     bool
}

// keptAttempts is more than can end between two looks at a phone.
const keptAttempts = 16

// open makes the phone.
func (r *phoneRun) open() error {
	c := r.plan.config
	c.Trace, c.Tap, c.History = r.recorder.trace, r.recorder.tap, keptAttempts
	if len(r.plan.persons) > 0 {
		c.Prompter = &queue{persons: r.plan.persons}
	}
	file, err := r.memory()
	if err != nil {
		return err
	}
	c.NVMFile = file
	r.phone, r.warnings, err = emulator.New(c)
	return err
}

// memory returns the file of the memory: the one of the plan, or a copy that the run may change.
func (r *phoneRun) memory() (string, error) {
	if r.plan.nvm == "" || r.plan.keep {
		return r.plan.nvm, nil
	}
	data, err := readFile(r.plan.nvm, "a phone's memory", emulator.MaxMemory)
	if err != nil {
		return "", err
	}
	if r.folder, err = os.MkdirTemp("", "offhook-lab-"); err != nil {
		return "", err
	}
	file := filepath.Join(r.folder, "nvm")
	return file, os.WriteFile(file, data, 0o600)
}

// close switches the phone off and tidies up.
func (r *phoneRun) close() {
	if r.life != nil {
		r.life()
	}
	if r.folder != "" {
		_ = os.RemoveAll(r.folder)
	}
}

// start makes one start and judges it.
func (r *phoneRun) start(ctx context.Context, s Start) StartResult {
	limited, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	began := time.Now()
	err := r.enter(s)
	if err == nil {
		err = r.perform(limited, s)
	}
	r.attempts++
	r.lost = r.recorder.count() < r.attempts
	o := r.recorder.attempt(r.attempts)
	o.Took, o.Trigger, o.nvm = time.Since(began), r.trigger(), r.phone.NVM()
	result := StartResult{Start: s.Name, By: s.By, Observation: o}
	switch {
	case limited.Err() != nil && ctx.Err() == nil && err != nil:
		result.Problem = fmt.Sprintf("it did not end within %s", s.Timeout)
	case err != nil:
		result.Problem = err.Error()
	default:
		result.Shortfalls = judge(s.Expect, o)
	}
	return result
}

// trigger is what began the attempt that is judged.
func (r *phoneRun) trigger() string {
	for _, a := range r.phone.State().Attempts {
		if a.ID == r.attempts {
			return a.Trigger
		}
	}
	return ""
}

// enter does what a person did in the web interface before the start.
func (r *phoneRun) enter(s Start) error {
	if s.pair == nil {
		return nil
	}
	password := &s.pair.password
	if password.IsZero() {
		password = nil
	}
	return r.phone.EnterPair(s.pair.username, password)
}

// perform does what the trigger says, and waits until the attempt that follows has ended.
func (r *phoneRun) perform(ctx context.Context, s Start) error {
	switch s.By {
	case Fetch:
		_, err := r.phone.FetchFrom(ctx, s.Address)
		return err
	case PowerOn:
		if r.life == nil {
			r.switchOn(ctx)
		} else {
			r.phone.PowerCycle()
		}
	case Button:
		r.phone.PressStart()
	case CheckSync, CheckSyncReboot:
		r.phone.CheckSync(phone.CheckSync{Reboot: s.By == CheckSyncReboot, Account: true})
	case FactoryReset:
		r.phone.FactoryReset()
	}
	return r.await(ctx)
}

// switchOn lets the phone live until close.
func (r *phoneRun) switchOn(ctx context.Context) {
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r.died = make(chan error, 1)
	var wg sync.WaitGroup
	wg.Go(func() { r.died <- r.phone.Run(life) })
	r.life = func() {
		cancel()
		wg.Wait()
	}
}

// await waits until one more attempt has ended and the phone rests.
func (r *phoneRun) await(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case err := <-r.died:
			cancel(err)
		case <-ctx.Done():
		}
	}()
	_, err := r.phone.Wait(ctx, func(s emulator.State) bool {
		return r.recorder.count() > r.attempts && (s.Phase == emulator.PhaseIdle || s.Phase == emulator.PhaseRebooting)
	})
	if err != nil {
		return context.Cause(ctx)
	}
	return nil
}

// queue is the persons at the dialogue, one after the other; then nobody is there.
type queue struct {
	mu      sync.Mutex
	persons []emulator.Prompter
}

// Prompt lets the next person answer.
func (q *queue) Prompt(ctx context.Context, timeout time.Duration) emulator.PromptAnswer {
	q.mu.Lock()
	var next emulator.Prompter = emulator.None{}
	if len(q.persons) > 0 {
		next, q.persons = q.persons[0], q.persons[1:]
	}
	q.mu.Unlock()
	return next.Prompt(ctx, timeout)
}
