#include "support/server/postgresql_server.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "support/server/spawn.hpp"

namespace rowan::testing {
namespace {

namespace fs = std::filesystem;

// Debian and Ubuntu keep the servers out of PATH, one folder for each version. The newest is taken.
std::vector<fs::path> installed_versions() {
  std::vector<std::pair<int, fs::path>> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
    found.emplace_back(std::atoi(entry.path().filename().c_str()), entry.path() / "bin");
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<fs::path> folders;
  for (auto& [version, folder] : found) folders.push_back(std::move(folder));
  return folders;
}

std::string postgresql_program(const std::string& name) {
  const auto file = find_program(name, installed_versions());
  if (!file) throw std::runtime_error(PostgresqlServer::missing());
  return file->string();
}

}  // namespace

std::string PostgresqlServer::missing() {
  if (find_program("initdb", installed_versions()) && find_program("postgres", installed_versions())) return {};
  return "there is no PostgreSQL server to test with: install the package postgresql (apt-get install postgresql)";
}

PostgresqlServer& PostgresqlServer::shared() {
  static PostgresqlServer server;
  return server;
}

PostgresqlServer::PostgresqlServer(PostgresqlSettings settings) : settings_(std::move(settings)) {
  run_as_server_user(directory_, "initdb",
                     {postgresql_program("initdb"), "--no-sync", "--auth=trust", "--username=rowan", "--encoding=UTF8",
                      "--locale=C.UTF-8", "--no-instructions", "--pgdata=" + directory_.file("data")});
  start();
}

PostgresqlServer::PostgresqlServer(const PostgresqlServer& primary, PostgresqlSettings settings)
    : settings_(std::move(settings)) {
  run_as_server_user(
      directory_, "basebackup",
      {postgresql_program("pg_basebackup"), "--no-sync", "--checkpoint=fast", "--wal-method=stream",
       "--write-recovery-conf", "--dbname=" + primary.conninfo(), "--pgdata=" + directory_.file("data")});
  start();
}

PostgresqlServer::~PostgresqlServer() { process_->stop(SIGQUIT); }

void PostgresqlServer::start() {
  std::vector<std::string> command{postgresql_program("postgres"), "-D", directory_.file("data"), "-k",
                                   directory_.path()};
  auto options =
      std::vector<std::string>{"fsync=off",
                               "synchronous_commit=off",
                               "full_page_writes=off",
                               "jit=off",
                               "autovacuum=off",
                               "max_connections=120",
                               "shared_buffers=32MB",
                               "dynamic_shared_memory_type=mmap",  // in the directory, so that it goes with it
                               "log_min_messages=fatal",
                               "log_min_error_statement=panic"};
  options.push_back(settings_.port == 0 ? "listen_addresses=" : "listen_addresses=127.0.0.1");
  if (settings_.port != 0) options.push_back("port=" + std::to_string(settings_.port));
  options.insert(options.end(), settings_.options.begin(), settings_.options.end());
  for (const auto& option : options) command.insert(command.end(), {"-c", option});
  process_ = std::make_unique<ServerProcess>(directory_, "postgres", command);
  // The last line of the file is what pg_ctl waits for, too. One that crashed leaves its own behind.
  process_->wait_until([&] {
    std::ifstream file(directory_.file("data/postmaster.pid"));
    std::string first, line, last;
    std::getline(file, first);
    while (std::getline(file, line)) last = line;
    return first == std::to_string(process_->pid()) && last.starts_with("ready") && fs::exists(socket());
  });
}

std::string PostgresqlServer::socket() const {
  return directory_.file(".s.PGSQL." + std::to_string(settings_.port == 0 ? 5432 : settings_.port));
}

void PostgresqlServer::stop() { process_->stop(SIGINT); }
void PostgresqlServer::crash() { process_->stop(SIGKILL); }

std::string PostgresqlServer::url(const std::string& database) const {
  return "postgresql://rowan@/" + database + "?host=" + directory_.path().string() +
         (settings_.port == 0 ? "" : "&port=" + std::to_string(settings_.port));
}

std::string PostgresqlServer::conninfo(const std::string& database) const {
  return "user=rowan dbname=" + database + " host=" + directory_.path().string() +
         (settings_.port == 0 ? "" : " port=" + std::to_string(settings_.port));
}

}  // namespace rowan::testing
