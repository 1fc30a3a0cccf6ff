package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"woshou/sync/township"
)

// serviceName is the service's, in systemd and in Windows.
const serviceName = "woshou-township"

// service installs the system's service, or removes it and leaves the data.
func service(_ context.Context, c *call) error {
	switch c.args[0] {
	case "install":
		for _, path := range []string{c.dir, c.backups} {
			if path != "" && !filepath.IsAbs(path) {
				return fmt.Errorf("服务要用完整的路径，不是 %q", path)
			}
		}
		return c.install()
	case "remove":
		return c.remove()
	}
	return fmt.Errorf("用法：townshipd service install|remove，不是 %q", c.args[0])
}

// settleDir chooses the service's data folder: usual, unless --dir says otherwise. Data that lie
// in somebody's own folder are refused, and not left behind for an empty server.
func (c *call) settleDir(usual string) error {
	own := c.dir == defaultDir()
	if own && c.exists() != nil {
		c.dir, own = usual, false
	}
	if own || isPersonal(c.dir) {
		return fmt.Errorf("系统服务用不了个人文件夹 %s，没有装。请先停止服务器，把整个文件夹移到 %s，再运行 service install --dir %s", c.dir, usual, usual)
	}
	return nil
}

// flags are the options that the service is started with: those that differ from what
// a command line without them means.
func (c *call) flags() (args []string) {
	for _, f := range []struct{ name, value, usual string }{
		{"dir", c.dir, ""}, {"listen", c.listen, ":8443"}, {"name", c.name, usualName}, {"store", c.store, ""},
		{"backups", c.backups, ""}, {"metrics", c.metrics, ""}, {"log", c.log, "text"},
		{"files-quota", strconv.FormatInt(c.quota, 10), strconv.FormatInt(township.DefaultFileQuota>>20, 10)},
	} {
		if f.value != f.usual {
			args = append(args, "--"+f.name, f.value)
		}
	}
	if c.detail {
		args = append(args, "--detail")
	}
	return slices.Clip(args)
}
