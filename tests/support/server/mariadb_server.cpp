#include "support/server/mariadb_server.hpp"

#include <mysql.h>

#include <filesystem>
#include <stdexcept>
#include <utility>

namespace rowan::testing {
namespace {

namespace fs = std::filesystem;

const std::vector<fs::path>& folders() {
  static const std::vector<fs::path> all{"/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin",
                                         "/usr/local/mysql/bin"};
  return all;
}

std::string mariadb_program(const std::string& name) {
  const auto file = find_program(name, folders());
  if (!file) throw std::runtime_error(MariadbServer::missing());
  return file->string();
}

struct CloseConnection {
  void operator()(MYSQL* handle) const { mysql_close(handle); }
};
using Handle = std::unique_ptr<MYSQL, CloseConnection>;

/// Null when the server does not answer.
Handle connected(const std::string& socket_file) {
  Handle handle(mysql_init(nullptr));
  const bool done =
      mysql_real_connect(handle.get(), nullptr, "root", nullptr, nullptr, 0, socket_file.c_str(), 0) != nullptr;
  return done ? std::move(handle) : nullptr;
}

// Once in a process: a second server starts on a copy. The tables are the same for all.
const fs::path& system_tables() {
  static ServerDirectory directory;
  static const fs::path made = [] {
    run_as_server_user(directory, "install",
                       {mariadb_program("mariadb-install-db"), "--no-defaults", "--datadir=" + directory.file("data"),
                        "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
                        // MariaDB 11 deletes what others have in the folder that all share.
                        "--tmpdir=" + directory.path().string()});
    return fs::path(directory.file("data"));
  }();
  return made;
}

void copy_system_tables(ServerDirectory& directory) {
  run_as_server_user(directory, "copy", {"/bin/cp", "-r", system_tables().string(), directory.file("data")});
}

}  // namespace

std::string MariadbServer::missing() {
  if (find_program("mariadbd", folders()) && find_program("mariadb-install-db", folders())) return {};
  return "there is no MariaDB server to test with: install the package mariadb-server (apt-get install mariadb-server)";
}

MariadbServer& MariadbServer::shared() {
  static MariadbServer server;
  return server;
}

MariadbServer::MariadbServer(MariadbSettings settings) : settings_(std::move(settings)) {
  copy_system_tables(directory_);
  start();
}

MariadbServer::~MariadbServer() { process_->stop(SIGKILL); }

void MariadbServer::start() {
  std::vector<std::string> command{mariadb_program("mariadbd"),
                                   "--no-defaults",
                                   "--datadir=" + directory_.file("data"),
                                   "--socket=" + socket(),
                                   "--pid-file=" + directory_.file("pid"),
                                   "--tmpdir=" + directory_.path().string(),
                                   "--skip-log-bin",
                                   "--skip-ssl",  // since 11.4 a server has a certificate unless it is told not to
                                   "--skip-name-resolve",
                                   "--performance-schema=0",
                                   "--innodb-flush-log-at-trx-commit=0",
                                   "--innodb-doublewrite=0",
                                   "--innodb-flush-method=nosync",
                                   "--innodb-file-per-table=0",  // a file for each of thousands of tables takes time
                                   "--innodb-buffer-pool-size=64M",
                                   "--sync-frm=0"};
  if (settings_.port == 0) {
    command.emplace_back("--skip-networking");
  } else {
    command.insert(command.end(), {"--bind-address=127.0.0.1", "--port=" + std::to_string(settings_.port)});
  }
  command.insert(command.end(), settings_.options.begin(), settings_.options.end());
  process_ = std::make_unique<ServerProcess>(directory_, "mariadbd", command);
  process_->wait_until([&] { return fs::exists(socket()) && connected(socket()) != nullptr; });
}

void MariadbServer::stop() { process_->stop(SIGTERM); }
void MariadbServer::crash() { process_->stop(SIGKILL); }

void MariadbServer::create_database(const std::string& name) {
  run("CREATE DATABASE IF NOT EXISTS `" + name + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
}

void MariadbServer::run(const std::string& sql) {
  const Handle handle = connected(socket());
  if (handle == nullptr) throw std::runtime_error("the MariaDB server does not answer: " + process_->last_words());
  if (mysql_query(handle.get(), sql.c_str()) != 0) throw std::runtime_error(mysql_error(handle.get()));
}

std::string MariadbServer::url(const std::string& database) const {
  return "mysql://root@localhost/" + database + "?socket=" + socket();
}

}  // namespace rowan::testing
