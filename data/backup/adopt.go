package backup

import (
	"context"
	"errors"
	"io/fs"

	"woshou/data/store"
)

// Adopt makes a copy of another computer's record the record of this one, which has none
// yet: it is copied here, wholly checked, made this computer's own with its attachments, and
// only then gets its name. Cut off at any step it leaves nothing, or goes on at the next
// start (Switch). The error wraps fs.ErrExist when there is a record, is the context's, or
// as from Stage.
func (k *Keeper) Adopt(ctx context.Context, path string, begin store.Joining, tell func(Progress)) error {
	if store.Exists(k.record) {
		return wrap("join", fs.ErrExist)
	}
	open := func(path string) (*store.Store, error) { return store.OpenInvited(path, begin.Key, k.opt) }
	_, err := k.staging(ctx, path, staging{open, func(st *store.Store) error { return st.BeginAs(begin) }}, tell)
	if err == nil {
		err = k.Approve(path)
	}
	if err == nil {
		_, err = k.Switch()
	}
	if err != nil {
		return errors.Join(wrap("join", err), k.Unstage())
	}
	return nil
}
