#include "support/server/galera_cluster.hpp"

#include <mysql.h>

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "support/server/free_port.hpp"

namespace rowan::testing {
namespace {

constexpr auto provider = "/usr/lib/galera/libgalera_smm.so";

class Client {
 public:
  explicit Client(const std::string& socket) : handle_(mysql_init(nullptr)) {
    connected_ = mysql_real_connect(handle_, nullptr, "root", "", nullptr, 0, socket.c_str(), 0) != nullptr;
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { mysql_close(handle_); }

  bool run(const std::string& sql) { return connected_ && mysql_query(handle_, sql.c_str()) == 0; }
  /// The last column of the first row.
  std::string ask(const std::string& sql) {
    if (!run(sql)) return {};
    MYSQL_RES* result = mysql_store_result(handle_);
    const MYSQL_ROW row = result == nullptr ? nullptr : mysql_fetch_row(result);
    std::string answer = row == nullptr ? "" : row[mysql_num_fields(result) - 1];
    mysql_free_result(result);
    return answer;
  }

 private:
  MYSQL* handle_;
  bool connected_;
};

std::string server() {
  const auto found = find_program("mariadbd", {"/usr/sbin", "/usr/bin", "/usr/libexec"});
  return found ? found->string() : "";
}

}  // namespace

std::string GaleraCluster::missing() {
  const bool complete = !server().empty() && std::filesystem::exists(provider) && find_program("mariadb-install-db") &&
                        find_program("wsrep_sst_rsync") && find_program("rsync");
  return complete ? ""
                  : "there is no Galera cluster to test with: install the packages mariadb-server, galera-4 and rsync "
                    "(apt-get install mariadb-server galera-4 rsync)";
}

GaleraCluster::GaleraCluster() {
  if (const auto reason = missing(); !reason.empty()) throw std::runtime_error(reason);
  const std::vector<unsigned> ports = free_ports(3 * size);
  for (std::size_t i = 0; i < size; ++i) nodes_[i] = {ports[3 * i], ports[3 * i + 1], ports[3 * i + 2], nullptr};
  // The others get their data from the first.
  for (std::size_t i = 0; i < size; ++i) {
    run_as_server_user(directory_, "install-" + std::to_string(i),
                       {find_program("mariadb-install-db")->string(), "--no-defaults", "--datadir=" + file(i, "data"),
                        "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
                        "--tmpdir=" + directory_.path().string()});
  }
  for (std::size_t i = 0; i < size; ++i) start(i);
  if (!Client(file(0, "socket")).run("CREATE DATABASE rowan"))
    throw std::runtime_error("the cluster takes no statement");
}

GaleraCluster::~GaleraCluster() {
  for (std::size_t i = 0; i < size; ++i) crash(i);
}

std::string GaleraCluster::file(std::size_t node, const std::string& name) const {
  return directory_.file(std::to_string(node) + "-" + name);
}

std::string GaleraCluster::address() const {
  std::string all;
  for (const Node& node : nodes_)
    all += (all.empty() ? "gcomm://127.0.0.1:" : ",127.0.0.1:") + std::to_string(node.group_port);
  return all;
}

void GaleraCluster::start(std::size_t node) {
  const std::string group = std::to_string(nodes_[node].group_port), state = std::to_string(nodes_[node].state_port);
  std::vector<std::string> command{
      server(),
      "--no-defaults",
      "--datadir=" + file(node, "data"),
      "--socket=" + file(node, "socket"),
      "--pid-file=" + file(node, "pid"),
      "--tmpdir=" + directory_.path().string(),
      "--skip-networking",
      "--skip-name-resolve",
      "--character-set-server=utf8mb4",
      "--innodb-flush-log-at-trx-commit=0",
      "--innodb-doublewrite=0",
      "--innodb-buffer-pool-size=32M",
      "--innodb-autoinc-lock-mode=2",
      "--binlog-format=ROW",
      "--wsrep-on=ON",
      std::string("--wsrep-provider=") + provider,
      "--wsrep-cluster-name=rowan",
      "--wsrep-cluster-address=" + address(),
      "--wsrep-node-address=127.0.0.1:" + group,
      "--wsrep-node-name=node" + std::to_string(node),
      "--wsrep-sst-method=rsync",
      "--wsrep-sst-receive-address=127.0.0.1:" + std::to_string(nodes_[node].copy_port),
      "--wsrep-provider-options=base_port=" + group + ";gmcast.listen_addr=tcp://127.0.0.1:" + group +
          ";ist.recv_addr=127.0.0.1:" + state + ";gcache.size=16M;gcache.dir=" + directory_.path().string() +
          ";gcache.name=" + file(node, "cache")};
  if (node == 0) command.emplace_back("--wsrep-new-cluster");
  nodes_[node].process = std::make_unique<ServerProcess>(directory_, "node-" + std::to_string(node), command);
  nodes_[node].process->wait_until([&] { return ready(node); });
}

std::string GaleraCluster::url(std::size_t node) const {
  return "mysql://root@localhost/rowan?socket=" + file(node, "socket");
}

void GaleraCluster::crash(std::size_t node) {
  if (nodes_[node].process) nodes_[node].process->stop(SIGKILL);
}
void GaleraCluster::freeze(std::size_t node) { nodes_[node].process->send(SIGSTOP); }
void GaleraCluster::resume(std::size_t node) { nodes_[node].process->send(SIGCONT); }

bool GaleraCluster::ready(std::size_t node) const {
  return Client(file(node, "socket")).ask("SHOW STATUS LIKE 'wsrep_ready'") == "ON";
}

}  // namespace rowan::testing
