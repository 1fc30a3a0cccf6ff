package view

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
	"woshou/sync/engine"
)

// JoinForm takes a computer that has no record into a village that works with Woshou on
// another one.
type JoinForm struct {
	// Address, Code and Recovery are for a join by the village's recovery sheet; Proxy is the
	// line's, empty for what the system says.
	Address, Code, Recovery, Proxy string
	// File and InviteCode are for a join by an invitation.
	File, InviteCode string
	// Name is the new computer's.
	Name string
	// User is who sits at it, with a new password.
	User             data.ElementID
	Password, Repeat string

	joiner  *engine.Joiner
	begin   store.Joining
	invited *store.Invited
}

// Join enrols this computer and makes its record, empty still and without a password: the
// recovery key on the sheet opens it. It may be called again after an error.
func (f *JoinForm) Join(ctx context.Context, path string, opt store.Options) (*store.Store, error) {
	if err := first(
		filled("join.address", strings.TrimSpace(f.Address)), filled("join.code", strings.TrimSpace(f.Code)),
		filled("join.recovery", strings.TrimSpace(f.Recovery)), filled("join.name", strings.TrimSpace(f.Name)),
	); err != nil {
		return nil, err
	}
	if f.joiner == nil {
		f.joiner = engine.NewJoiner()
	}
	f.joiner.Proxy = f.Proxy
	begin, err := f.joiner.Join(ctx, f.Address, f.Code, f.Recovery)
	if err != nil {
		return nil, inJoin(err)
	}
	begin.Name = strings.TrimSpace(f.Name)
	return store.Join(path, begin, opt)
}

// inJoin gives an error the name of the field of the screen that it is about.
func inJoin(err error) error {
	var bad *data.Invalid
	if errors.As(err, &bad) && (bad.Field == "address" || bad.Field == "code" || bad.Field == "proxy") {
		return invalid("join."+bad.Field, bad.Code)
	}
	if errors.Is(err, data.ErrPassword) {
		return invalid("join.recovery", "recovery.other")
	}
	return err
}

// Fetch exchanges until the committee's record is here, so that one can say who one is; what
// else there is comes when the desk is open.
func Fetch(ctx context.Context, st *store.Store, link *engine.Engine) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	here := func() bool { return len(st.Committee().Mediators) > 0 }
	st.OnChange(func([]data.CaseID) {
		if here() {
			cancel()
		}
	})
	_, err := link.SyncNow(ctx)
	if here() {
		return nil
	}
	return err
}

// People returns who may sit at the new computer: the mediators who serve, or, while the
// committee's record is not here, whom the recovery sheet was made for.
func People(w Words, st *store.Store, today data.Day) []UserRow {
	var out []UserRow
	c := st.Committee()
	for _, m := range c.Serving(today) {
		out = append(out, UserRow{ID: m.ID, Name: m.Name, Post: PostOf(w, &m)})
	}
	if len(out) == 0 {
		out = append(out, UserRow{ID: st.Author(), Name: w.T("join.holder")})
	}
	return out
}

// FirstPassword gives the first password of a record that was joined.
func (f *JoinForm) FirstPassword(st *store.Store) error {
	if f.User == "" {
		return invalid("join.user", "choice.empty")
	}
	if err := CheckPassword(f.Password, f.Repeat); err != nil {
		return err
	}
	return st.FirstPassword(f.User, f.Password)
}

// maxInvitation bounds an invitation's file, in bytes.
const maxInvitation = 64 << 10

// Open opens the invitation. It takes as long as unlocking.
func (f *JoinForm) Open() (*store.Invited, error) {
	if err := first(filled("invite.path", f.File), filled("invite.code", strings.TrimSpace(f.InviteCode))); err != nil {
		return nil, err
	}
	file, err := os.Open(f.File)
	if err != nil {
		return nil, invalid("invite.path", "file.none")
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxInvitation+1))
	if err != nil {
		return nil, store.Explain(err)
	}
	in, key, err := store.OpenInvitation(raw, f.InviteCode)
	var bad *data.Invalid
	switch {
	case errors.Is(err, data.ErrPassword):
		return nil, invalid("invite.code", "invite.other")
	case errors.Is(err, data.ErrDamaged):
		return nil, invalid("invite.path", "invite.damaged")
	case errors.As(err, &bad):
		return nil, err
	case err != nil:
		return nil, err
	}
	f.invited = in
	f.begin = store.Joining{
		Key: key, Device: data.NewDeviceID(), Epoch: data.NewEpoch(), Invitation: in.ID,
		Link: store.Link{Address: in.Address, Pin: in.Pin},
	}
	return in, nil
}

// HasCopy reports whether the copy of the record that the invitation names lies beside it.
func (f *JoinForm) HasCopy() bool {
	if f.invited == nil || f.invited.Copy == "" {
		return false
	}
	info, err := os.Stat(f.copy())
	return err == nil && info.Mode().IsRegular()
}

func (f *JoinForm) copy() string {
	return filepath.Join(filepath.Dir(f.File), filepath.Base(f.invited.Copy))
}

// Accept makes the record by the invitation that Open opened, from the copy beside it if
// there is one, and returns it open. keep is the keeper of the record to be made.
func (f *JoinForm) Accept(ctx context.Context, path string, keep *backup.Keeper, opt store.Options, tell func(backup.Progress)) (*store.Store, error) {
	if f.invited == nil {
		return nil, data.ErrNotFound
	}
	if f.User == "" {
		return nil, invalid("join.user", "choice.empty")
	}
	if err := first(filled("join.name", strings.TrimSpace(f.Name)), CheckPassword(f.Password, f.Repeat)); err != nil {
		return nil, err
	}
	begin := f.begin
	begin.Name, begin.User, begin.Password = strings.TrimSpace(f.Name), f.User, f.Password
	if !f.HasCopy() {
		return store.Join(path, begin, opt)
	}
	if err := keep.Adopt(ctx, f.copy(), begin, tell); err != nil {
		return nil, err
	}
	l, err := store.Open(path, opt)
	if err != nil {
		return nil, err
	}
	st, err := l.Unlock(begin.Password)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return st, nil
}

// Invitees are the people whom an invitation names.
func Invitees(in *store.Invited) []UserRow {
	var out []UserRow
	for _, p := range in.People {
		out = append(out, UserRow{ID: p.ID, Name: p.Name})
	}
	return out
}

// Committee is the name that the invitation gives; empty before it was opened.
func (f *JoinForm) Committee() string {
	if f.invited == nil {
		return ""
	}
	return f.invited.Committee
}

// NameOr is the computer's name as typed, or a proposal.
func (f *JoinForm) NameOr(proposal string) string {
	if f.Name != "" {
		return f.Name
	}
	return proposal
}
