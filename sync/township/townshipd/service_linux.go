package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Where systemd looks, and where the service's program and data lie. Tests lay them
// elsewhere.
var (
	unitFile    = "/etc/systemd/system/" + serviceName + ".service"
	programFile = "/usr/local/lib/woshou/townshipd"
	stateFolder = "/var/lib/" + serviceName
	systemctl   = func(args ...string) error {
		out, err := exec.Command("systemctl", args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("systemctl %s: %w: %s", strings.Join(args, " "), err, out)
		}
		return nil
	}
)

// unit is the service. It runs as a user that systemd makes up for it, sees nothing of
// the machine but its own folder and the network, and may gain no right.
const unit = `[Unit]
Description=Woshou township server (人民调解统计)
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=%s serve%s
DynamicUser=yes
StateDirectory=%s
StateDirectoryMode=0700
UMask=0077
Restart=on-failure
RestartSec=5
TimeoutStopSec=30
LimitNOFILE=16384
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
CapabilityBoundingSet=%s
AmbientCapabilities=%s
%s
[Install]
WantedBy=multi-user.target
`

// unitText is the unit for a call. The data lie in the state folder of the service
// unless --dir says otherwise; a folder of backups elsewhere may be written as well.
func (c *call) unitText() string {
	args := ""
	for _, a := range c.flags() {
		args += " " + quoted(a)
	}
	write := ""
	if c.dir != stateFolder {
		write = "ReadWritePaths=" + c.dir + "\n"
	}
	if c.backups != "" {
		write += "ReadWritePaths=" + c.backups + "\n"
	}
	may := "" // a port below 1024 is the one thing that needs a right
	if _, port, _ := strings.Cut(c.listen[max(0, strings.LastIndex(c.listen, ":")):], ":"); len(port) < 4 {
		may = "CAP_NET_BIND_SERVICE"
	}
	return fmt.Sprintf(unit, programFile, args, serviceName, may, may, write)
}

// quoted is a word of ExecStart=: systemd's own escapes, and its two specifiers.
func quoted(s string) string {
	s = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$", "\n", `\n`).Replace(s)
	return `"` + s + `"`
}

func (c *call) install() error {
	if c.dir == defaultDir() {
		c.dir = stateFolder
	}
	for _, path := range []string{c.dir, c.backups} {
		if path != "" && !filepath.IsAbs(path) {
			return fmt.Errorf("服务要用完整的路径，不是 %q", path)
		}
	}
	if err := copyProgram(programFile); err != nil {
		return err
	}
	if err := os.WriteFile(unitFile, []byte(c.unitText()), 0o644); err != nil {
		return err
	}
	for _, args := range [][]string{{"daemon-reload"}, {"enable", "--now", serviceName}} {
		if err := systemctl(args...); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(c.out, "已装成系统服务 %s，开机自动运行。\n数据在 %s\n查看状态：systemctl status %s    查看日志：journalctl -u %s\n"+
		"第一次使用：一次性密码在 %s\n备份：%s backup --dir %s 文件\n",
		serviceName, c.dir, serviceName, serviceName, filepath.Join(c.dir, "first-password.txt"), programFile, c.dir)
	return err
}

func (c *call) remove() error {
	if err := systemctl("disable", "--now", serviceName); err != nil {
		return err
	}
	for _, path := range []string{unitFile, programFile} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := systemctl("daemon-reload"); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.out, "已卸下系统服务，数据没有动。")
	return err
}

// copyProgram lays this program where the service may read it: not in a home folder.
func copyProgram(to string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if self == to {
		return nil
	}
	in, err := os.Open(self)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	part := to + ".new"
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil {
		err = os.Rename(part, to)
	}
	return err
}

// asService runs the program as it is: systemd starts it like anybody.
func asService() bool { return false }
