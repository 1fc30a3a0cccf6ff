package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"woshou/data"
)

func TestTownshipd_DependsOnNoWindowAndNoCgo(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 50 {
		t.Fatalf("only %d dependencies listed", len(deps))
	}
	for _, dep := range deps {
		if strings.HasPrefix(dep, "fyne.io") || strings.Contains(dep, "gofpdf") || dep == "runtime/cgo" ||
			strings.HasPrefix(dep, "woshou/app") || dep == "woshou/data/store" || dep == "woshou/sync/engine" {
			t.Errorf("townshipd depends on %s", dep)
		}
	}
}

// notice is a writer that can be waited for.
type notice struct {
	mu    sync.Mutex
	text  strings.Builder
	lines chan struct{}
	once  sync.Once
}

func (n *notice) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.text.Write(b)
	if strings.Contains(string(b), "开机自动运行") {
		n.once.Do(func() { close(n.lines) })
	}
	return len(b), nil
}

func TestTownshipd_ServesUntilStopped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "town")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out := &notice{lines: make(chan struct{})}
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"--dir", dir, "--listen", "127.0.0.1:0", "--name", "清溪镇"}, out, &bytes.Buffer{})
	}()
	select {
	case <-out.lines:
	case err := <-ended:
		t.Fatalf("ended early: %v", err)
	case <-time.After(time.Minute):
		t.Fatal("did not start")
	}
	second := run(ctx, []string{"--dir", dir, "--listen", "127.0.0.1:0"}, &bytes.Buffer{}, &bytes.Buffer{})
	if second == nil || !strings.Contains(explain(second), "正被另一个程序使用") {
		t.Errorf("a second server on the same folder: %v", second)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("stopped with %v", err)
	}
	for _, want := range []string{
		"清溪镇", "https://127.0.0.1:", "first-password.txt", dir, "镇街地址", "证书指纹", "接入码", "backup --dir " + dir + " 文件",
		"service install --dir " + dir + " --listen 127.0.0.1:0 --name 清溪镇",
	} {
		if !strings.Contains(out.text.String(), want) {
			t.Errorf("output does not say %q:\n%s", want, out.text.String())
		}
	}
	for _, name := range []string{"township.db", "ca.key", "first-password.txt"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
}

func TestTownshipd_SaysWhereFilesAre(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nowhere")
	var out bytes.Buffer
	if err := run(context.Background(), []string{"--files", "--dir", dir}, &out, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), dir) {
		t.Errorf("printed %q", out.String())
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("--files made the folder: %v", err)
	}
}

func TestTownshipd_RefusesBadFlags(t *testing.T) {
	for _, args := range [][]string{{"--nonsense"}, {"start"}, {"backup"}, {"backup", "a", "b"}, {"check", "a"}, {"service", "begin"}, {"export"},
		{"--log", "xml", "--dir", t.TempDir()}, {"--metrics", "0.0.0.0:9090", "--listen", "127.0.0.1:0", "--dir", t.TempDir()},
		{"--store", "mysql://x", "--dir", t.TempDir()}, {"check", "--dir", filepath.Join(t.TempDir(), "none")}, {"--listen", "no-port", "--dir", t.TempDir()},
		{"--files-quota", "-1", "--dir", t.TempDir()}, {"--files-quota", "9000000000000000000", "--dir", t.TempDir()}, {"--dir", ""},
		{"--name", strings.Repeat("镇", 61), "--dir", t.TempDir()}} {
		if err := run(context.Background(), args, &bytes.Buffer{}, &bytes.Buffer{}); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}

// What another program has is told by the system's own number, and said in a sentence.
func TestTownshipd_SaysThatThePortIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	err = run(context.Background(), []string{"--dir", t.TempDir(), "--listen", l.Addr().String()}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(explain(err), "这个端口已被别的程序使用") {
		t.Errorf("%v", err)
	}
}

// What is wrong with an option is said in one Chinese sentence, not by a page of help.
func TestTownshipd_SaysWhatIsWrongWithAnOption(t *testing.T) {
	for want, args := range map[string][]string{
		"选项不对": {"--nonsense"}, "--store 应为": {"--store", "mysql://x", "--dir", t.TempDir()},
		"主机:端口": {"--listen", "no-port", "--dir", t.TempDir()}, "本机地址": {"--metrics", "0.0.0.0:9090", "--listen", "127.0.0.1:0", "--dir", t.TempDir()},
		"没有这个文件": {"restore", filepath.Join(t.TempDir(), "none"), "--dir", filepath.Join(t.TempDir(), "new")},
	} {
		var said bytes.Buffer
		err := run(context.Background(), args, &said, &said)
		if err == nil || !strings.Contains(explain(err), want) || strings.Contains(said.String(), "用法") {
			t.Errorf("%v: %v, and %q", args, err, said.String())
		}
	}
}

// A command is shown as it can be typed, and without what may be a password.
func TestTyped_HidesTheDatabase(t *testing.T) {
	t.Chdir("/")
	c := call{dir: "srv/清溪 镇", store: "postgres://woshou:secret@host/town"}
	c.wholePaths()
	got := typed("/usr/townshipd", "backup", c.place()...)
	if want := `/usr/townshipd backup --dir "/srv/清溪 镇" --store postgres://…`; got != want {
		t.Errorf("%s", got)
	}
}

func TestExplain_SpeaksPlainly(t *testing.T) {
	for err, want := range map[error]string{
		data.ErrLocked: "正被另一个程序使用", data.ErrNewer: "请更新本程序", data.ErrDamaged: "已损坏",
		os.ErrPermission: "permission denied",
	} {
		if got := explain(fmt.Errorf("open: %w", err)); !strings.Contains(got, want) {
			t.Errorf("%v is explained as %q", err, got)
		}
	}
}
