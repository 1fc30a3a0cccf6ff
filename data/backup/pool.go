package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// PoolName is the folder beside backups that holds the attachments of all of them. They lie
// there sealed, as beside the record and under the same names, each once however many
// backups name it; a list for each backup says which it needs.
const PoolName = "握手言和备份附件"

const (
	listSuffix  = ".txt"
	listHead    = "woshou attachments 1"
	listSum     = "sum"
	badSuffix   = ".damaged"
	freshSuffix = ".new"
	// oldList is how long a list waits for its backup, which may be on its way.
	oldList = 24 * time.Hour
)

func poolOf(folder string) string { return filepath.Join(folder, PoolName) }

// listOf returns where the list of a backup's attachments is.
func listOf(path string) string {
	return filepath.Join(poolOf(filepath.Dir(path)), filepath.Base(path)+listSuffix)
}

// carry puts the attachments that a backup names into the pool beside it and returns how
// many there are. The list comes first, so that nobody who thins out the pool takes them for
// unused. What is not on this computer, and not in the pool, cannot go along.
func (k *Keeper) carry(ctx context.Context, st *store.Store, path string, files []store.SealedFile, tell func(Progress)) (int, error) {
	pool := poolOf(filepath.Dir(path))
	var along, fresh []store.SealedFile
	var total int64
	for _, f := range files {
		size, err := k.fs.Size(filepath.Join(pool, f.Name))
		_, here := st.FilePath(f)
		switch {
		case err == nil && size == f.Size:
			along = append(along, f)
		case here:
			along, fresh, total = append(along, f), append(fresh, f), total+f.Size
		}
	}
	if len(along) == 0 {
		return 0, nil
	}
	err := k.fs.MkdirAll(pool)
	if err == nil {
		err = k.replace(listOf(path), listText(along))
	}
	done := int64(0)
	for _, f := range fresh {
		if err != nil {
			break
		}
		tell(Progress{StepFiles, done, total})
		from, _ := st.FilePath(f)
		err = k.copySealed(ctx, st, f, from, filepath.Join(pool, f.Name))
		if err != nil && ctx.Err() == nil && !refused(err) { // the record's own file is bad: the backup is without it
			along = slices.DeleteFunc(along, func(g store.SealedFile) bool { return g.Name == f.Name })
			err = k.replace(listOf(path), listText(along))
		}
		done += f.Size
	}
	if err != nil {
		_ = k.fs.Remove(listOf(path))
		return 0, store.Explain(err)
	}
	k.fs.SyncDir(pool)
	return len(along), nil
}

// refused reports whether a disk takes nothing.
func refused(err error) bool {
	err = store.Explain(err)
	return errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrReadOnly)
}

// copySealed copies a sealed file, proves the copy, and only then gives it its name.
func (k *Keeper) copySealed(ctx context.Context, st *store.Store, f store.SealedFile, from, to string) error {
	part := to + freshSuffix // unlocking removes what is left of it beside the record
	if from == "" {
		return fs.ErrNotExist
	}
	_, err := copyFile(ctx, part, from, func(int64) {})
	if err == nil {
		err = st.CheckSealed(f, part)
	}
	if err == nil {
		err = k.fs.Rename(part, to)
	}
	if err != nil {
		_ = k.fs.Remove(part) // the first error is the one to tell
	}
	return err
}

func listText(files []store.SealedFile) []byte {
	lines := []string{listHead}
	for _, f := range files {
		lines = append(lines, f.Name+" "+strconv.FormatInt(f.Size, 10))
	}
	slices.Sort(lines[1:])
	text := strings.Join(lines, "\n") + "\n"
	return fmt.Appendf(nil, "%s%s %x\n", text, listSum, sha256.Sum256([]byte(text)))
}

// readList returns the names on a list; data.ErrDamaged for what is none.
func (k *Keeper) readList(path string) (map[string]bool, error) {
	raw, err := k.fs.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text, sum, ok := strings.Cut(string(raw), listSum+" ")
	if !ok || sum != fmt.Sprintf("%x\n", sha256.Sum256([]byte(text))) || !strings.HasPrefix(text, listHead+"\n") {
		return nil, fmt.Errorf("list of attachments: %w", data.ErrDamaged)
	}
	names := map[string]bool{}
	for _, line := range strings.Split(text, "\n")[1:] {
		if name, _, ok := strings.Cut(line, " "); ok {
			names[name] = true
		}
	}
	return names, nil
}

// thinPool removes from a folder's pool what no list there names. While one list cannot be
// read, nothing is removed.
func (k *Keeper) thinPool(folder string) error {
	pool := poolOf(folder)
	entries, err := os.ReadDir(pool)
	if err != nil {
		return nil // there is none, or it cannot be reached
	}
	named := map[string]bool{}
	for _, e := range entries {
		name, isList := strings.CutSuffix(e.Name(), listSuffix)
		if !isList || k.dropList(folder, name) {
			continue
		}
		names, err := k.readList(filepath.Join(pool, e.Name()))
		if err != nil {
			return nil
		}
		for n := range names {
			named[n] = true
		}
	}
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), ".")
		if len(name) != sealedName || named[name] {
			continue
		}
		if err := k.fs.Remove(filepath.Join(pool, e.Name())); err != nil {
			return err
		}
	}
	if left, err := os.ReadDir(pool); err == nil && len(left) == 0 {
		return k.fs.Remove(pool)
	}
	return nil
}

// sealedName is how long the name of a sealed file is.
const sealedName = 32

// dropList removes the list of a backup of ours that is not there, and did not come in a
// day; it reports whether it did.
func (k *Keeper) dropList(folder, name string) bool {
	if !ours(name) || exists(k.fs, filepath.Join(folder, name)) {
		return false
	}
	made, err := time.ParseInLocation(namePrefix+nameTime+nameSuffix, name, k.now().Location())
	return err == nil && k.now().Sub(made) > oldList && k.fs.Remove(filepath.Join(poolOf(folder), name+listSuffix)) == nil
}

// folders are where backups may be, the one named first, then the newest first.
func (k *Keeper) folders(first string) []string {
	var out []string
	add := func(folder string) {
		if folder != "" && !slices.Contains(out, folder) {
			out = append(out, folder)
		}
	}
	add(first)
	for _, n := range k.Notes() {
		add(n.Folder)
	}
	add(k.Folder())
	return out
}

// Copy writes a copy of an open record to a path of one's own, with its attachments in the
// pool beside it. No note is kept of it. The error is that of Make.
func (k *Keeper) Copy(ctx context.Context, st *store.Store, path string) error {
	k.work.Lock()
	defer k.work.Unlock()
	files, err := st.Backup(path)
	if err != nil {
		return err
	}
	if _, err = k.carry(ctx, st, path, files, func(Progress) {}); err != nil {
		_ = k.fs.Remove(path)
	}
	return err
}
