package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"woshou/sync/township"
)

// ballast is memory that is never touched, so that the garbage collector does not run all
// the time only because a server holds little.
const ballast = 64 << 20

// serve runs the server until ctx ends.
func serve(ctx context.Context, c *call) error {
	heavy := make([]byte, ballast)
	defer runtime.KeepAlive(heavy)
	if c.files {
		_, err := fmt.Fprintln(c.out, "数据文件夹：", c.dir)
		return err
	}
	log, err := c.logger()
	if err != nil {
		return err
	}
	led, err := township.OpenLedger(c.store, c.dir)
	if err != nil {
		return err
	}
	server, err := township.New(township.Config{Dir: c.dir, Name: c.name, Log: log, Ledger: led, Backups: c.backups, FileQuota: c.quota << 20})
	if err != nil {
		return err
	}
	if err := begin(ctx, server, c); err != nil {
		return errors.Join(err, server.Close())
	}
	<-ctx.Done()
	log.Info("stopping")
	return server.Close()
}

func (c *call) logger() (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if c.detail {
		options.Level = slog.LevelDebug
	}
	switch c.log {
	case "text":
		return slog.New(slog.NewTextHandler(c.logs, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(c.logs, options)), nil
	}
	return nil, fmt.Errorf("--log 应为 text 或 json，不是 %q", c.log)
}

func begin(ctx context.Context, server *township.Server, c *call) error {
	if c.restored {
		if err := server.Restored(ctx); err != nil {
			return err
		}
	}
	if c.forgotten {
		if err := server.NewPassword(ctx); err != nil {
			return err
		}
	}
	addr, err := server.Start(c.listen)
	if err != nil {
		return err
	}
	if err := server.StartControl(); err != nil {
		return err
	}
	metrics := ""
	if c.metrics != "" {
		if metrics, err = server.StartMetrics(c.metrics); errors.Is(err, errors.ErrUnsupported) {
			return fmt.Errorf("--metrics 只能是本机地址，如 127.0.0.1:9090，不是 %q", c.metrics)
		} else if err != nil {
			return err
		}
	}
	server.KeepBackups()
	if err := c.greet(server, addr, metrics); err != nil || c.started == nil {
		return err
	}
	return c.started()
}

// greet says what runs where, and at the first start what to do next.
func (c *call) greet(server *township.Server, addr, metrics string) error {
	say := &teller{w: c.out}
	say.line("%s 人民调解统计服务器已启动（%s）", c.name, version)
	for _, at := range reachable(addr) {
		say.line("  村里的程序“镇街地址”填：%s    办公室浏览器打开：https://%s", at, at)
	}
	say.line("  监听 %s，数据文件夹 %s", addr, c.dir)
	say.line("  证书指纹 %s", server.Pin())
	if metrics != "" {
		say.line("  Prometheus 指标 http://%s/metrics", metrics)
	}
	path, first := server.PasswordFile()
	if !first {
		return say.err
	}
	c.wholePaths() // what is typed next may be typed in another folder
	self, err := os.Executable()
	if err != nil {
		self = "townshipd"
	}
	say.line("")
	say.line("第一次使用，请依次做：")
	say.line("  1. 打开文件 %s", path)
	say.line("     里面是管理员账号和一次性密码，登录后马上改，文件会自动删除。")
	say.line("  2. 浏览器打开上面的网址。浏览器会提示证书不受信任：核对上面的证书指纹后继续。")
	say.line("  3. 在“电脑接入”给每个村生成接入码，在“账号”给经办人建账号。")
	say.line("  4. 服务器每天自动备份；请把备份抄到另一块硬盘，或现在就运行：%s", typed(self, "backup", c.place()...)+" 文件")
	if c.started == nil {
		say.line("  5. 让服务器开机自动运行：停止本程序（Ctrl+C），用管理员身份运行 %s", typed(self, "service install", c.flags()...))
	}
	return say.err
}

// wholePaths makes the paths those that hold in any folder.
func (c *call) wholePaths() {
	for _, path := range []*string{&c.dir, &c.backups} {
		if whole, err := filepath.Abs(*path); err == nil && *path != "" {
			*path = whole
		}
	}
}

// place is the options by which a command finds this server's data.
func (c *call) place() []string {
	all := []string{"--dir", c.dir}
	if c.store != "" {
		all = append(all, "--store", c.store)
	}
	return all
}

// typed is a command as it is typed, with its options. A database's address may hold a
// password, and what is said here may stand in a log.
func typed(program, command string, options ...string) string {
	words := append([]string{program}, strings.Fields(command)...)
	for i, option := range options {
		if i > 0 && options[i-1] == "--store" {
			option = "postgres://…"
		}
		words = append(words, option)
	}
	for i, w := range words {
		if w == "" || strings.ContainsAny(w, " \t\"'$&;|<>()*?%\\`") {
			words[i] = strconv.Quote(w)
		}
	}
	return strings.Join(words, " ")
}

// teller writes lines until one fails.
type teller struct {
	w   io.Writer
	err error
}

func (t *teller) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

// reachable returns the addresses at which other computers find the server.
func reachable(addr string) (all []string) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return []string{addr}
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsUnspecified() {
		return []string{addr}
	}
	own, _ := net.InterfaceAddrs() // without them loopback is left
	for _, a := range own {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			all = append(all, net.JoinHostPort(n.IP.String(), port))
		}
	}
	if len(all) == 0 {
		all = []string{net.JoinHostPort("127.0.0.1", port)}
	}
	return all
}
