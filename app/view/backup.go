package view

import (
	"context"
	"time"

	"woshou/data"
	"woshou/data/backup"
)

// BackupRow is one backup that was made.
type BackupRow struct {
	Note backup.Note
	When string
	// Where is the folder; Here says that the file can be reached now.
	Where string
	Here  bool
	State string
	Tone  Tone
}

// BackupView is how safe the record is.
type BackupView struct {
	// Summary says of when the newest good backup is, and when one was last tried.
	Summary string
	Tone    Tone
	// Problem says what is wrong and what to do; empty when nothing is.
	Problem Message
	// Folder is where daily backups go; Beside says that it is the record's own disk.
	Folder string
	Beside bool
	Rows   []BackupRow
	// Old are the backups that still hold destroyed cases, Replaced the files that once
	// were the record and do too.
	Old      []BackupRow
	Replaced []string
	// Files says how many attachments are gone that are not brought back; empty while
	// none is.
	Files string
}

const minute = "2006-01-02 15:04"

// BackupView prepares the screen of backups.
func (d *Desk) BackupView() *BackupView {
	w, keep := d.Words, d.Backups
	s := keep.Status(keep.Changed(d.Store))
	v := &BackupView{Folder: s.Folder, Beside: s.Beside, Tone: Good}
	switch {
	case s.Last.Name == "":
		v.Summary, v.Tone = w.T("backup.none"), Warn
	case s.Drill.OK:
		v.Summary = w.T("backup.tried", s.Last.At.Format(minute), s.Drill.At.Format(minute), s.Drill.Cases)
		if s.Drill.Mended > 0 {
			v.Summary += w.T("backup.mended", s.Drill.Mended)
		}
	default:
		v.Summary = w.T("backup.untried", s.Last.At.Format(minute))
	}
	if s.Problem != "" {
		v.Tone = Warn
		v.Problem = message(w.T("backup.problem"), w.T("backup.problem."+string(s.Problem)))
	}
	if s.Problem == backup.ProblemNever { // that says it all
		v.Summary = v.Problem.Text
		v.Problem.Text, v.Problem.Hint = v.Problem.Hint, ""
	}
	for _, n := range keep.Notes() {
		v.Rows = append(v.Rows, d.backupRow(n))
	}
	if lost, _ := d.Store.MissingFiles(); len(lost) > 0 {
		v.Files = w.T("attachment.missing", len(lost))
	}
	if at := d.DestroyedAt(); !at.IsZero() {
		var notes []backup.Note
		notes, v.Replaced = keep.Holding(at)
		for _, n := range notes {
			v.Old = append(v.Old, d.backupRow(n))
		}
	}
	return v
}

func (d *Desk) backupRow(n backup.Note) BackupRow {
	r := BackupRow{Note: n, When: n.At.Format(minute), Where: n.Folder, Here: d.Backups.Present(n)}
	switch {
	case n.Bad:
		r.State, r.Tone = d.Words.T("backup.bad"), Bad
	case !r.Here:
		r.State = d.Words.T("backup.away")
	default:
		r.State, r.Tone = d.Words.T("backup.good", n.Sum.Cases), Good
	}
	return r
}

// BackupNotice is what the first screen says of the backups: nothing while all is well.
func (d *Desk) BackupNotice() (text string, tone Tone) {
	if d.Backups == nil || len(d.Store.Rows()) == 0 {
		return "", Plain
	}
	s := d.Backups.Status(d.Backups.Changed(d.Store))
	if s.Problem == "" {
		return "", Plain
	}
	return d.Words.T("today.backup"), Warn
}

// ReplaceBackups makes a new backup and removes the older ones that hold destroyed
// cases. It returns the ones that cannot be reached.
func (d *Desk) ReplaceBackups(ctx context.Context, tell func(backup.Progress)) ([]backup.Note, error) {
	return d.Backups.Replace(ctx, d.Store, tell)
}

// Stage makes a backup file ready to be restored at the next start; without a
// password the open record's key is used, which fits all backups of this record.
func (d *Desk) Stage(ctx context.Context, path, password string, tell func(backup.Progress)) (backup.Found, error) {
	if d.Store.Access() != data.Manages {
		return backup.Found{}, refuse(MoveRestore, "user.manage", "")
	}
	open := backup.WithKey(d.Store)
	if password != "" {
		open = d.Backups.WithPassword(password)
	}
	return d.Backups.Stage(ctx, path, open, tell)
}

// MoveRestore is what a refusal to restore names.
const MoveRestore data.Move = "restore"

// ProgressText says what a backup or a restore is doing, and how much is done, 0 to 1;
// negative when nobody knows.
func ProgressText(w Words, p backup.Progress) (string, float64) {
	text := w.T("progress.count", p.Done, p.Total) // work of one step
	if p.Step != "" {
		text = w.T("backup.step." + string(p.Step))
	}
	if p.Total <= 0 {
		return text, -1
	}
	return text, float64(p.Done) / float64(p.Total)
}

// FoundText says what a backup that is to be restored holds.
func FoundText(w Words, f backup.Found) string {
	text := w.T("restore.found", f.Committee, f.Sum.Cases, f.Newest.Chinese())
	if f.Missing > 0 {
		text += w.T("restore.missing", f.Files, f.Missing)
	}
	return text
}

// TryDue reports whether a backup should be tried again: a month after the last time.
func (d *Desk) TryDue() bool {
	s := d.Backups.Status(func() bool { return false })
	return s.Last.Name != "" && d.Now().Sub(s.Drill.At) > tryEvery
}

const tryEvery = 30 * 24 * time.Hour

// Repairs says in sentences what was put right when the record was opened.
func (d *Desk) Repairs() []string {
	var out []string
	for _, r := range d.Store.Repairs() {
		out = append(out, d.Words.T("repair."+string(r.Kind), r.On.Chinese()))
	}
	return out
}
