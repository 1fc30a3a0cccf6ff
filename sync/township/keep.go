package township

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// How many backups are kept: of the newest days, of weeks and of months before them.
const (
	keptDays, keptWeeks, keptMonths = 7, 4, 12
	// keepEvery is how often it is looked whether the day has its backup, lateBackup
	// from when on the pages warn that there is none.
	keepEvery  = 15 * time.Minute
	lateBackup = 36 * time.Hour
)

// backupName is the form of a backup's file name, in Beijing time.
const backupName = "township-20060102-150405.backup"

// newBackup begins the name of a backup that is being written.
const newBackup = ".new-"

// IsBackup reports whether a file in a folder of backups is the server's, by its name.
func IsBackup(name string) bool {
	_, err := time.Parse(backupName, name)
	return err == nil || strings.HasPrefix(name, newBackup)
}

// BackupFile is one backup in the folder of backups.
type BackupFile struct {
	Name string
	At   time.Time
	Size int64
}

// keeper makes the daily backups.
type keeper struct {
	// dir is where they lie, problem why the last one failed; from is when it began to
	// look after them.
	dir     string
	problem error
	from    time.Time
}

// Backups returns the backups in the folder, the newest first.
func (s *Server) Backups() (all []BackupFile, err error) {
	entries, err := os.ReadDir(s.keeper.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list backups: %w", err)
	}
	for _, e := range entries {
		at, err := time.ParseInLocation(backupName, e.Name(), beijing)
		if err != nil {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("list backups: %w", err)
		}
		all = append(all, BackupFile{e.Name(), at, info.Size()})
	}
	slices.SortFunc(all, func(a, b BackupFile) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Name, b.Name)) })
	return all, nil
}

// BackUpNow makes a backup in the folder, reads it again from the disk, and removes
// those that are no longer kept. Who asked stands in the audit trail.
func (s *Server) BackUpNow(ctx context.Context, who string) (BackupFile, error) {
	s.backing.Lock()
	defer s.backing.Unlock()
	file, err := s.writeBackup(ctx)
	if err == nil {
		err = s.thin()
	}
	s.mu.Lock()
	s.keeper.problem = err
	s.mu.Unlock()
	act := ledger.Act{At: s.now(), Who: who, What: actBackup, Object: file.Name}
	if err != nil {
		s.log.Error("backup", "error", err)
		s.meters.add("woshou_backups_total", "outcome", "failed", 1)
		act.What, act.Object = actNoBackup, ""
	} else {
		s.meters.add("woshou_backups_total", "outcome", "ok", 1)
	}
	return file, errors.Join(err, s.update(ctx, func(tx ledger.Tx) error { return tx.AddAct(act) }))
}

func (s *Server) writeBackup(ctx context.Context) (BackupFile, error) {
	dir := s.keeper.dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return BackupFile{}, fmt.Errorf("back up: %w", err)
	}
	f, err := os.CreateTemp(dir, newBackup+"*")
	if err != nil {
		return BackupFile{}, fmt.Errorf("back up: %w", err)
	}
	written := sha256.New()
	err = s.Backup(ctx, io.MultiWriter(f, written))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = isWritten(f.Name(), written.Sum(nil))
	}
	file := BackupFile{Name: s.now().In(beijing).Format(backupName), At: s.now()}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, file.Name))
	}
	if err != nil {
		return BackupFile{}, errors.Join(err, os.Remove(f.Name()))
	}
	info, err := os.Stat(filepath.Join(dir, file.Name))
	if err == nil {
		file.Size = info.Size()
	}
	return file, err
}

// isWritten reads a file again and compares its digest.
func isWritten(path string, want []byte) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read backup again: %w", err)
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return fmt.Errorf("read backup again: %w", err)
	}
	if string(sum.Sum(nil)) != string(want) {
		return fmt.Errorf("read backup again: %w", data.ErrDamaged)
	}
	return nil
}

// thin removes the backups that are no longer kept, and what an interrupted one left.
func (s *Server) thin() error {
	all, err := s.Backups()
	if err != nil {
		return err
	}
	for _, b := range spare(all) {
		err = errors.Join(err, os.Remove(filepath.Join(s.keeper.dir, b.Name)))
	}
	entries, _ := os.ReadDir(s.keeper.dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), newBackup) {
			err = errors.Join(err, os.Remove(filepath.Join(s.keeper.dir, e.Name())))
		}
	}
	return err
}

// spare returns which of the backups, the newest first, are not kept: kept are the
// newest of each of the last keptDays days that have one, then of weeks, then of months.
func spare(all []BackupFile) (out []BackupFile) {
	kept := map[string]bool{}
	for _, rule := range []struct {
		form func(time.Time) string
		most int
	}{
		{func(t time.Time) string { return t.Format(time.DateOnly) }, keptDays},
		{func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, "w", w) }, keptWeeks},
		{func(t time.Time) string { return t.Format("2006-01") }, keptMonths},
	} {
		seen := map[string]bool{}
		for _, b := range all {
			period := rule.form(b.At.In(beijing))
			if !seen[period] && len(seen) < rule.most {
				seen[period] = true
				kept[b.Name] = true
			}
		}
	}
	for _, b := range all {
		if !kept[b.Name] {
			out = append(out, b)
		}
	}
	return out
}

// keepBackups makes the day's backup when it is missing, until ctx ends.
func (s *Server) keepBackups(ctx context.Context) {
	look := time.NewTicker(keepEvery)
	defer look.Stop()
	for {
		s.daily(ctx)
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}

// daily makes the day's backup if there is none yet; a failure is tried again.
func (s *Server) daily(ctx context.Context) {
	newest, err := s.newestBackup()
	if err == nil && newest.In(beijing).Format(time.DateOnly) == s.now().In(beijing).Format(time.DateOnly) {
		return
	}
	_, _ = s.BackUpNow(ctx, actOperator) // what failed is kept, logged, and on the pages
}

// newestBackup returns when the newest backup was made, the zero time when there is none. One
// of a day to come is what a wrong clock left, and keeps no other from being made.
func (s *Server) newestBackup() (time.Time, error) {
	all, err := s.Backups()
	for _, b := range all {
		if !b.At.After(s.now()) {
			return b.At, nil
		}
	}
	return time.Time{}, err
}

// backupProblem returns the sentence of the pages when backups do not come, or "".
func (s *Server) backupProblem() string {
	s.mu.Lock()
	problem, from := s.keeper.problem, s.keeper.from
	s.mu.Unlock()
	if from.IsZero() {
		return "" // not started
	}
	newest, err := s.newestBackup()
	if newest.IsZero() {
		newest = from
	}
	switch {
	case err != nil, problem != nil:
		return "自动备份没有成功。数据仍在正常收取，请检查服务器磁盘的空间和权限，再到“备份”页点“立即备份”。"
	case s.now().Sub(newest) > lateBackup:
		return "超过一天没有新的备份。数据仍在正常收取，请到“备份”页点“立即备份”，并查看服务器日志。"
	}
	return ""
}
