// A MariaDB Galera cluster of the tests' own: three servers that agree on every commit.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "support/server/server_process.hpp"

namespace rowan::testing {

/// Three nodes on sockets in a private directory, talking to each other over ports of 127.0.0.1. The user is `root`,
/// without a password, the database `rowan`. What one node committed the others have a moment later.
class GaleraCluster {
 public:
  static constexpr std::size_t size = 3;

  /// Starts the nodes one after the other; returns when the last one is part of the cluster, after some ten seconds.
  /// @throws std::runtime_error with what a server wrote; when `missing()` says something, saying that.
  GaleraCluster();
  ~GaleraCluster();
  GaleraCluster(const GaleraCluster&) = delete;
  GaleraCluster& operator=(const GaleraCluster&) = delete;

  /// What to install, or empty when all is there.
  static std::string missing();

  /// `mysql://root@localhost/rowan?socket=…` of one node; options are appended by `&`.
  [[nodiscard]] std::string url(std::size_t node) const;
  /// Kills a node without warning and waits for its end.
  void crash(std::size_t node);
  /// Stops a node where it stands, as a machine without power does for the others; `resume` lets it go on.
  void freeze(std::size_t node);
  void resume(std::size_t node);
  /// Whether the node takes statements: it is up, synced, and on the side with the majority.
  [[nodiscard]] bool ready(std::size_t node) const;

 private:
  struct Node {
    unsigned group_port, state_port, copy_port;  ///< to agree, to send missed changes, to send a copy of all
    std::unique_ptr<ServerProcess> process;
  };
  [[nodiscard]] std::string file(std::size_t node, const std::string& name) const;
  [[nodiscard]] std::string address() const;
  void start(std::size_t node);

  ServerDirectory directory_;
  std::array<Node, size> nodes_;
};

}  // namespace rowan::testing
