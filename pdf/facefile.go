package pdf

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// Parts of the names of font files, in lower case, best first: what Windows, UOS,
// Kylin and office programs install, then our own. FandolFang only as we cut it:
// the original draws some traditional characters as their simplified ones.
var (
	fangFiles = []string{"simfang", "fzfs", "fangso", "仿宋", "fandolfang.ttf"}
	kaiFiles  = []string{"simkai", "fzkt", "kaiti", "楷体", "woshoukai"}
	rareFiles = []string{"simsunb", "simsunextg", "hanaminb", "hanamina"}
)

// SystemFolders lists where this computer keeps its fonts: places for Load.
func SystemFolders() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "" // the folders below then do not exist
	}
	if windows := os.Getenv("WINDIR"); windows != "" {
		return []string{
			filepath.Join(windows, "Fonts"),
			filepath.Join(home, "AppData", "Local", "Microsoft", "Windows", "Fonts"),
		}
	}
	local := os.Getenv("XDG_DATA_HOME")
	if local == "" {
		local = filepath.Join(home, ".local", "share")
	}
	shared := os.Getenv("XDG_DATA_DIRS")
	if shared == "" {
		shared = "/usr/local/share:/usr/share"
	}
	folders := []string{filepath.Join(home, ".fonts")}
	for _, data := range append([]string{local}, filepath.SplitList(shared)...) {
		folders = append(folders, filepath.Join(data, "fonts"))
	}
	return folders
}

// files are the font files of each place, in order of their paths.
type files [][]string

func fontFiles(places []string) files {
	found := make(files, len(places))
	for i, place := range places {
		// What cannot be read is passed over, so there is no error to return.
		_ = filepath.WalkDir(place, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				switch strings.ToLower(filepath.Ext(path)) {
				case ".ttf", ".ttc", ".otf":
					found[i] = append(found[i], path)
				}
			}
			return nil
		})
	}
	return found
}

// named returns the files with one of names, best first: by place, then by name.
func (f files) named(names []string) []string {
	var paths []string
	for _, place := range f {
		for _, name := range names {
			for _, path := range place {
				if strings.Contains(strings.ToLower(filepath.Base(path)), name) {
					paths = append(paths, path)
				}
			}
		}
	}
	return paths
}

// openFace parses a font file. It stays open, and glyphs are read from it one by
// one: a font of 30 MB costs some hundred kilobytes.
func openFace(path string) (*face, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	f, err := parseFile(file)
	if err != nil {
		_ = file.Close() // only read from
		return nil, fmt.Errorf("parse font %s: %w", path, err)
	}
	return f, nil
}

var errRights = errors.New("its maker does not let it be embedded")

func parseFile(file io.ReaderAt) (*face, error) {
	h, err := readHeader(file)
	if err != nil {
		return nil, err
	}
	if !h.mayEmbed() {
		return nil, errRights
	}
	collection, err := sfnt.ParseCollectionReaderAt(file)
	if err != nil {
		return nil, err
	}
	return newFace(collection, h)
}

// firstSquare opens the first of the files that can set Chinese text: it has
// simplified characters, all of them one em wide.
func firstSquare(paths []string) *face {
	for _, path := range paths {
		f, err := openFace(path)
		if err != nil {
			continue
		}
		f.square = true
		if f.sets("人民调解协议书") {
			return f
		}
	}
	return nil
}

// sets reports whether the face has every character of text, undamaged.
func (f *face) sets(text string) bool {
	for _, r := range text {
		if g := f.glyph(r); g == nil || f.load(g) != nil {
			return false
		}
	}
	return true
}
