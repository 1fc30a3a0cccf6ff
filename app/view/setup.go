package view

import (
	"strings"
	"unicode/utf8"

	"woshou/data"
	"woshou/data/store"
)

// MinPassword is the least number of characters of a password.
const MinPassword = 6

// SetupForm is the first run: the committee, its mediators, a password. It is
// checked step by step, so that a mistake is named where it was made.
type SetupForm struct {
	Committee data.Committee
	// Author is the place in Committee.Mediators of the one who sets up.
	Author           int
	Password, Repeat string
	step             SetupStep
}

// SetupStep is a page of the first run.
type SetupStep int

// The pages of the first run; after the last one the record is made and the
// recovery sheet is shown.
const (
	StepCommittee SetupStep = iota
	StepMediators
	StepPassword
	StepRecovery
)

// Step returns the page that is shown.
func (f *SetupForm) Step() SetupStep { return f.step }

// Back goes to the page before; the recovery sheet cannot be left that way.
func (f *SetupForm) Back() {
	if f.step > StepCommittee && f.step < StepRecovery {
		f.step--
	}
}

// Next checks the page that is shown and goes on to the next. The error is
// *data.Invalid with the field that is wrong.
func (f *SetupForm) Next() error {
	if err := f.Check(f.step); err != nil {
		return err
	}
	if f.step < StepRecovery {
		f.step++
	}
	return nil
}

// Check checks one page.
func (f *SetupForm) Check(step SetupStep) error {
	switch step {
	case StepCommittee:
		f.Committee.Name = strings.TrimSpace(f.Committee.Name)
		return CheckCommittee(&f.Committee)
	case StepMediators:
		return f.checkMediators()
	case StepPassword:
		return CheckPassword(f.Password, f.Repeat)
	}
	return nil
}

func (f *SetupForm) checkMediators() error {
	if len(f.Committee.Mediators) == 0 {
		return invalid("setup.mediators", "mediator.none")
	}
	for i := range f.Committee.Mediators {
		m := &f.Committee.Mediators[i]
		if m.ID == "" {
			m.ID = data.NewElementID()
		}
		if err := checkMediator(m); err != nil {
			return err
		}
	}
	if f.Author < 0 || f.Author >= len(f.Committee.Mediators) {
		return invalid("setup.author", "choice.empty")
	}
	return nil
}

// CheckPassword checks a new password and its repetition.
func CheckPassword(password, repeat string) error {
	switch {
	case password == "":
		return invalid("password.new", "password.empty")
	case utf8.RuneCountInString(password) < MinPassword:
		return invalid("password.new", "password.short")
	case password != repeat:
		return invalid("password.repeat", "password.differ")
	}
	return nil
}

// Create makes the record at path and returns it open, with the recovery key to
// print. All pages are checked again.
func (f *SetupForm) Create(path string, opt store.Options) (*store.Store, string, error) {
	for step := StepCommittee; step <= StepPassword; step++ {
		if err := f.Check(step); err != nil {
			f.step = step
			return nil, "", err
		}
	}
	st, key, err := store.Create(path, store.NewRecord{
		Committee: f.Committee.Clone(), Author: f.Committee.Mediators[f.Author].ID, Password: f.Password,
	}, opt)
	if err != nil {
		return nil, "", err
	}
	f.step = StepRecovery
	return st, key, nil
}
