package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"woshou/data"
	"woshou/data/store"
)

// tryPool reads every attachment that went with a backup, and the record's own. One that is
// bad in the pool gets another name and is copied anew from the record, one that is bad
// beside the record comes back from the pool. It returns how many were put right.
func (k *Keeper) tryPool(ctx context.Context, c *store.Store, n Note, tell func(Progress)) (mended int, err error) {
	if n.Files == 0 {
		return 0, nil
	}
	names, err := k.readList(listOf(n.Path()))
	if err != nil {
		return 0, fmt.Errorf("list of attachments: %w: %w", data.ErrDamaged, err)
	}
	var files []store.SealedFile
	var done, total int64
	for _, f := range c.SealedFiles() {
		if names[f.Name] {
			files, total = append(files, f), total+f.Size
		}
	}
	var bad error
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return mended, err
		}
		tell(Progress{StepFiles, done, total})
		done += f.Size
		fixed, err := k.tryFile(ctx, c, f, filepath.Join(poolOf(n.Folder), f.Name))
		if fixed {
			mended++
		}
		if err != nil {
			bad = fmt.Errorf("attachment in the backup: %w: %w", data.ErrDamaged, err)
		}
	}
	return mended, bad
}

// tryFile reads an attachment in a pool and beside the record, and puts right the one that
// is bad. The error says that the pool has it no more.
func (k *Keeper) tryFile(ctx context.Context, c *store.Store, f store.SealedFile, pooled string) (fixed bool, err error) {
	own := filepath.Join(store.AttachmentsPath(k.record), f.Name)
	wrong, wrongHere := c.CheckSealed(f, pooled), c.CheckSealed(f, own)
	switch {
	case wrong == nil && (wrongHere == nil || errors.Is(wrongHere, fs.ErrNotExist)):
		return false, nil
	case wrong == nil:
		return k.place(ctx, c, f, []string{filepath.Dir(filepath.Dir(pooled))}) == nil, nil
	}
	if exists(k.fs, pooled) {
		_ = k.fs.Rename(pooled, pooled+badSuffix) // or the next backup would take it for whole
	}
	if wrongHere == nil && k.copySealed(ctx, c, f, own, pooled) == nil {
		return true, nil
	}
	return false, wrong
}

// fetch copies an attachment from the first of the folders' pools that has it whole, to a
// place beside the record, under the mark that unlocking settles; fs.ErrNotExist when none
// has it.
func (k *Keeper) fetch(ctx context.Context, st *store.Store, f store.SealedFile, folders []string) error {
	dir := store.AttachmentsPath(k.record)
	if err := k.fs.MkdirAll(dir); err != nil {
		return store.Explain(err)
	}
	for _, folder := range folders {
		from := filepath.Join(poolOf(folder), f.Name)
		if !exists(k.fs, from) {
			continue
		}
		err := k.copySealed(ctx, st, f, from, filepath.Join(dir, f.Name+store.PendingSuffix))
		if err == nil {
			k.fs.SyncDir(dir)
		}
		if err == nil || ctx.Err() != nil || refused(err) {
			return store.Explain(err)
		}
	}
	return fmt.Errorf("attachment: %w", fs.ErrNotExist)
}

// bring sees to it that the attachments of a staged record lie beside the record that it is
// to replace. They share a folder: a file there is what its name says, whichever of the two
// names it. What is not needed after all, unlocking removes.
func (k *Keeper) bring(ctx context.Context, st *store.Store, folder string, found *Found, tell func(Progress)) error {
	files := st.SealedFiles()
	found.Files = len(files)
	var done, total int64
	for _, f := range files {
		total += f.Size
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		tell(Progress{StepFiles, done, total})
		done += f.Size
		whole := filepath.Join(store.AttachmentsPath(k.record), f.Name)
		if st.CheckSealed(f, whole) == nil || st.CheckSealed(f, whole+store.PendingSuffix) == nil {
			continue
		}
		err := k.fetch(ctx, st, f, k.folders(folder))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			found.Missing++
		case err != nil:
			return err
		}
	}
	return nil
}

// place brings an attachment from the folders' pools to its place beside the record. What
// lies there is set aside under a dated name.
func (k *Keeper) place(ctx context.Context, st *store.Store, f store.SealedFile, folders []string) error {
	if err := k.fetch(ctx, st, f, folders); err != nil {
		return err
	}
	whole := filepath.Join(store.AttachmentsPath(k.record), f.Name)
	if exists(k.fs, whole) {
		if err := k.fs.Rename(whole, whole+badSuffix+"-"+k.now().UTC().Format("20060102-150405")); err != nil {
			return store.Explain(err)
		}
	}
	return store.Explain(k.fs.Rename(whole+store.PendingSuffix, whole))
}

// Mend brings back attachments of an open record that are gone, or no longer what they were,
// from the newest backup that has them, and returns how many it brought. A damaged file stays
// beside the new one under a dated name. The error is the context's or says what the disk
// answered.
func (k *Keeper) Mend(ctx context.Context, st *store.Store, files []store.SealedFile) (mended int, err error) {
	k.work.Lock()
	defer k.work.Unlock()
	folders := k.folders("")
	for _, f := range files {
		err := k.place(ctx, st, f, folders)
		switch {
		case err == nil:
			mended++
		case !errors.Is(err, fs.ErrNotExist):
			return mended, wrap("mend attachments", err)
		}
	}
	return mended, nil
}
