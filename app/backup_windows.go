package app

import (
	"os"
	"path/filepath"
)

// backupFolders lists folders worth a backup: other drives first, then the user's own.
func backupFolders(env func(string) string) []string {
	var found []string
	for drive := 'D'; drive <= 'Z'; drive++ {
		root := string(drive) + `:\`
		if _, err := os.Stat(root); err == nil {
			found = append(found, root)
		}
	}
	for _, dir := range []string{"Documents", "Desktop"} {
		path := filepath.Join(env("USERPROFILE"), dir)
		if _, err := os.Stat(path); err == nil {
			found = append(found, path)
		}
	}
	return found
}
