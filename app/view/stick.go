package view

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
)

// What files that go by stick are called: from the village to the township, back, and
// between the computers of a village.
const (
	StickUpExtension   = engine.StickUpExtension
	StickDownExtension = engine.StickDownExtension
	StickPeerExtension = engine.StickPeerExtension
)

// WriteStick writes a file with everything that waits for the township, at a path where
// there is none, and says what is in it.
func (d *Desk) WriteStick(ctx context.Context, path string, files bool) (string, error) {
	if d.Engine == nil {
		return "", engine.ErrNotEnrolled
	}
	got, err := d.writeStick(path, func(w io.Writer) (engine.Stick, error) { return d.Engine.WriteStick(ctx, w, files) })
	if got.Again {
		return d.Words.T("stick.asks"), err
	}
	return d.Words.T("stick.up_written", got.Events, got.Files), err
}

// WritePeer writes a file with the whole record for another computer of the village.
func (d *Desk) WritePeer(path string, files bool) (string, error) {
	got, err := d.writeStick(path, func(w io.Writer) (engine.Stick, error) { return engine.WritePeer(d.Store, w, files) })
	return d.Words.T("stick.written", got.Events, got.Files), err
}

// WriteEnrolStick writes a file by which this computer asks the township to take it, and
// says what to do with it.
func (d *Desk) WriteEnrolStick(path, code string) (string, error) {
	_, err := d.writeStick(path, func(w io.Writer) (engine.Stick, error) {
		return engine.Stick{}, engine.WriteEnrolStick(d.Store, code, w)
	})
	var slip *data.Invalid
	if errors.As(err, &slip) && slip.Field == "code" {
		err = invalid("stick.code", slip.Code)
	}
	return d.Words.T("stick.enrol_written"), err
}

// writeStick writes a file whole or not at all. The error wraps fs.ErrExist where there is
// one already.
func (d *Desk) writeStick(path string, write func(io.Writer) (engine.Stick, error)) (engine.Stick, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return engine.Stick{}, fmt.Errorf("write a file for the stick: %w", err)
	}
	got, err := write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return engine.Stick{}, errors.Join(err, os.Remove(path))
	}
	return got, nil
}

// TakeStick takes in the township's answer from a file, and says what came of it.
func (d *Desk) TakeStick(ctx context.Context, path string) (string, error) {
	got, err := d.takeStick(path, func(f io.ReadSeeker) (engine.Stick, error) { return d.Engine.TakeStick(ctx, f) })
	switch {
	case err != nil:
		return "", err
	case got.Enrolled:
		return d.Words.T("stick.enrolled"), nil
	case got.Again:
		return d.Words.T("stick.again"), nil
	case got == engine.Stick{}:
		return d.Words.T("stick.nothing"), nil
	}
	return d.Words.T("stick.taken", got.Acked, got.Events, got.Files), nil
}

// TakePeer takes in the file of another computer of the village.
func (d *Desk) TakePeer(ctx context.Context, path string) (string, error) {
	got, err := d.takeStick(path, func(f io.ReadSeeker) (engine.Stick, error) { return d.Engine.TakePeer(ctx, f) })
	switch {
	case err != nil:
		return "", err
	case got == engine.Stick{}:
		return d.Words.T("stick.nothing"), nil
	}
	return d.Words.T("stick.peer_taken", got.Events, got.Files), nil
}

func (d *Desk) takeStick(path string, take func(io.ReadSeeker) (engine.Stick, error)) (engine.Stick, error) {
	if d.Engine == nil {
		return engine.Stick{}, engine.ErrNotEnrolled
	}
	f, err := os.Open(path)
	if err != nil {
		return engine.Stick{}, invalid("stick.file", "file.none")
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return engine.Stick{}, invalid("stick.file", "file.none")
	}
	return take(f)
}

// FilesView is how photos and scans travel, for the settings and the screen of the link.
type FilesView struct {
	Mode store.FileMode
	// Daily is the limit of a day in MB as it is typed, empty for none; Used says what the
	// day has used.
	Daily, Used string
	// Out and In say what waits to go and to come; empty when nothing does. Why says what
	// holds it up.
	Out, In string
	Why     Message
}

// FileModes are the ways to choose from.
var FileModes = []store.FileMode{store.FilesAlways, store.FilesOnDemand, store.FilesPaused}

// Files prepares it. What cannot be read is shown as the default.
func (d *Desk) Files() *FilesView {
	p, used, err := d.Store.FilePolicy(d.Today())
	v := &FilesView{Mode: p.Mode, Used: sizeText(d.Words, int(used))}
	if err == nil && p.DailyMB > 0 {
		v.Daily = strconv.Itoa(p.DailyMB)
	}
	if d.Engine == nil {
		return v
	}
	s := d.Engine.Status().Files
	if s.Out > 0 {
		v.Out = d.Words.T("files.out", s.Out, sizeText(d.Words, int(s.BytesOut)))
	}
	if s.In > 0 {
		v.In = d.Words.T("files.in", s.In, sizeText(d.Words, int(s.BytesIn)))
	}
	if s.Why != "" {
		v.Why = explainLink(d.Words, string(s.Why))
	}
	return v
}

// SetProxy keeps through which proxy the line goes; *data.Invalid in "proxy" for what is none.
func (d *Desk) SetProxy(proxy string) error {
	err := engine.SetProxy(d.Store, proxy)
	if err == nil && d.Engine != nil {
		d.Engine.Wake()
	}
	return err
}

// SetFiles keeps how photos and scans travel; *data.Invalid in "files.daily" for a limit
// that is no number of MB.
func (d *Desk) SetFiles(mode store.FileMode, daily string) error {
	p := store.FilePolicy{Mode: mode}
	if daily != "" {
		var err error
		if p.DailyMB, err = strconv.Atoi(daily); err != nil || p.DailyMB <= 0 {
			return invalid("files.daily", "number.range")
		}
	}
	err := d.Store.SetFilePolicy(p)
	if err == nil && d.Engine != nil {
		d.Engine.Wake()
	}
	return err
}

// FetchAttachment brings an attachment that is not on this computer from the township, now
// and whatever the settings are.
func (d *Desk) FetchAttachment(ctx context.Context, c *data.Case, id data.ElementID) error {
	a := c.Attachment(id)
	if a == nil {
		return data.ErrNotFound
	}
	f, ok := d.Store.SealedFile(c.ID, *a)
	switch {
	case !ok:
		return data.ErrDamaged
	case d.Engine == nil:
		return engine.ErrNotEnrolled
	}
	return d.Engine.FetchFile(ctx, f)
}
