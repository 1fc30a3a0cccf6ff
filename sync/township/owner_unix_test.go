//go:build unix

package township

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWriteFile_IsTheFoldersOwners(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the machine's administrator writes for others")
	}
	dir := t.TempDir()
	if err := os.Chown(dir, 12345, 12346); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "x")
	if err := writeFile(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	diff(t, "owner", []uint32{owner.Uid, owner.Gid, uint32(info.Mode().Perm())}, []uint32{12345, 12346, 0o600})
}
