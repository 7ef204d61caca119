#include "support/server/pgbouncer.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace rowan::testing {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> program() {
  const auto in_path = find_program("pgbouncer");
  return in_path ? in_path : find_program("pgbouncer", {"/usr/sbin"});
}

constexpr const char* socket = ".s.PGSQL.6432";

}  // namespace

std::string PgBouncer::missing() {
  if (program()) return {};
  return "there is no PgBouncer to test with: install the package pgbouncer (apt-get install pgbouncer)";
}

bool PgBouncer::knows_statements() {
  ServerDirectory directory;
  run_as_server_user(directory, "version", {program().value().string(), "--version"});
  std::ifstream output(directory.file("version.log"));
  std::string name;
  unsigned major = 0, minor = 0;
  char dot = 0;
  output >> name >> major >> dot >> minor;
  return major > 1 || minor >= 21;
}

PgBouncer::PgBouncer(const PostgresqlServer& server, unsigned servers, unsigned statements) {
  if (!program()) throw std::runtime_error(missing());
  const auto file = directory_.file("pgbouncer.ini");
  std::ofstream(file) << "[databases]\n"
                      << "postgres = host=" << fs::path(server.socket()).parent_path().string()
                      << " user=rowan dbname=postgres\n"
                      << "[pgbouncer]\n"
                      << "listen_addr =\nlisten_port = 6432\nauth_type = any\npool_mode = transaction\n"
                      << "unix_socket_dir = " << directory_.path().string() << "\n"
                      << "default_pool_size = " << servers << "\nmax_client_conn = 200\n"
                      << "log_connections = 0\nlog_disconnections = 0\n"
                      << (knows_statements() ? "max_prepared_statements = " + std::to_string(statements) + "\n" : "");
  process_ =
      std::make_unique<ServerProcess>(directory_, "pgbouncer", std::vector<std::string>{program()->string(), file});
  process_->wait_until([&] { return fs::exists(directory_.file(socket)); });
}

PgBouncer::~PgBouncer() { process_->stop(SIGINT); }

std::string PgBouncer::url() const {
  return "postgresql://rowan@/postgres?port=6432&host=" + directory_.path().string();
}

}  // namespace rowan::testing
