//go:build !windows

package app

import (
	"os"
	"path/filepath"
)

// backupFolders lists folders worth a backup: what is plugged in first, then the
// user's own.
func backupFolders(env func(string) string) []string {
	var found []string
	for _, pattern := range []string{"/media/" + env("USER") + "/*", "/run/media/" + env("USER") + "/*"} {
		dirs, _ := filepath.Glob(pattern) // the pattern is well formed
		found = append(found, dirs...)
	}
	for _, dir := range []string{"文档", "Documents", "桌面", "Desktop", ""} {
		path := filepath.Join(env("HOME"), dir)
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			found = append(found, path)
		}
	}
	return found
}
