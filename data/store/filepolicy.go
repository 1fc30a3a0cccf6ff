package store

import (
	"encoding/json"
	"fmt"

	"woshou/data"
	"woshou/data/seal"
)

// FileMode says when attachments travel by themselves. Records travel in any case.
type FileMode string

// The modes. What somebody asks for comes in every one.
const (
	// FilesAlways sends what was attached here and fetches what was attached elsewhere.
	FilesAlways FileMode = ""
	// FilesOnDemand sends, and fetches only what is asked for.
	FilesOnDemand FileMode = "on_demand"
	// FilesPaused does neither.
	FilesPaused FileMode = "paused"
)

// FilePolicy is how this computer's line may be used for attachments.
type FilePolicy struct {
	Mode FileMode
	// DailyMB bounds what travels in a day, both ways together; 0 sets no limit.
	DailyMB int
}

// MaxDailyMB is the largest limit that makes sense.
const MaxDailyMB = 100_000

var keyFiles = []byte("files")

// fileUse is what the record keeps of it: the policy, and what the day has used.
type fileUse struct {
	FilePolicy
	Day   data.Day
	Bytes int64
}

// FilePolicy returns how the line may be used, and how many bytes of attachments have
// travelled on a day.
func (s *Store) FilePolicy(today data.Day) (p FilePolicy, used int64, err error) {
	var u fileUse
	err = s.view(func(t *txn) error {
		u, err = t.fileUse()
		return err
	})
	if u.Day != today {
		u.Bytes = 0
	}
	return u.FilePolicy, u.Bytes, wrap("read settings of files", err)
}

// SetFilePolicy keeps it; *data.Invalid for a limit below 0 or above MaxDailyMB.
func (s *Store) SetFilePolicy(p FilePolicy) error {
	if p.DailyMB < 0 || p.DailyMB > MaxDailyMB {
		return &data.Invalid{Field: "files.daily", Code: "number.range"}
	}
	return wrap("save settings of files", s.changeFileUse(func(u *fileUse) { u.FilePolicy = p }))
}

// UseLine adds to what has travelled on a day.
func (s *Store) UseLine(today data.Day, bytes int64) error {
	return wrap("note use of the line", s.changeFileUse(func(u *fileUse) {
		if u.Day != today {
			u.Day, u.Bytes = today, 0
		}
		u.Bytes += bytes
	}))
}

func (t *txn) fileUse() (u fileUse, err error) {
	b, err := t.open(t.s.master, bucketState, keyFiles)
	if err == nil && b != nil && json.Unmarshal(b, &u) != nil {
		err = fmt.Errorf("settings of files: %w", data.ErrDamaged)
	}
	return u, err
}

func (s *Store) changeFileUse(change func(*fileUse)) error {
	return s.update(func(t *txn) error {
		u, err := t.fileUse()
		if err != nil {
			return err
		}
		change(&u)
		b, err := json.Marshal(u)
		if err != nil {
			return err
		}
		return t.put(bucketState, keyFiles, seal.Seal(t.s.master, b, ad(bucketState, keyFiles)))
	})
}
