// A TCP proxy on the loopback interface that does to connections what networks do.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace faults {

/// What happens to a request, and to the connection that it came on.
enum class Fault : std::uint8_t {
  none,
  cut_before,   ///< the request is lost, and the connection with it: the server never saw it
  cut_after,    ///< the server did it, but the answer is lost, and the connection with it
  cut_midway,   ///< a part of the answer arrives, then the connection is lost
  hang_before,  ///< half-open: the request is swallowed, and nothing more comes, but the connection stays open
  hang_after,   ///< the same once the server did it: the answer is swallowed
  crash,        ///< the server is killed, and the request lost
};

/// Relays between TCP clients and a server's socket file, in a thread of its own. Thread-safe.
class Proxy {
 public:
  /// `server` is the path of the socket; `kill` is called for Fault::crash, in the proxy's thread.
  Proxy(std::string server, std::function<void()> kill);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// The next request that holds `text`, after `skip` others that do, meets the fault; once.
  void arm(Fault fault, std::string text = {}, int skip = 0);
  /// Whether the fault has happened.
  [[nodiscard]] bool fired() const;
  /// Does the same to all connections now, while no request is under way.
  void strike(Fault fault);
  /// Chunks of data that clients have sent: round trips, where each waits for its answer.
  [[nodiscard]] std::uint64_t requests() const;
  /// Each of these takes so much longer.
  void delay(std::chrono::milliseconds time);

 private:
  enum class Mode : std::uint8_t { relay, swallow, cut_at_answer, cut_in_answer, hang_at_answer, closed };
  struct Link {
    int client, server;
    Mode mode = Mode::relay;
    std::size_t answered = 0;  ///< bytes, since the fault
  };

  void run();
  void accept_client();
  void from_client(Link& link);
  void from_server(Link& link);
  bool meets_fault(std::string_view request);
  void apply(Link& link, std::string_view request);
  void close_link(Link& link);
  void wake() const;

  const std::string server_;
  const std::function<void()> kill_;
  int listener_ = -1, port_ = 0;
  int wake_[2] = {-1, -1};

  mutable std::mutex mutex_;
  std::vector<Link> links_;
  Fault armed_ = Fault::none, met_ = Fault::none;
  std::string text_;
  int skip_ = 0;
  bool fired_ = false, stop_ = false;
  std::chrono::milliseconds delay_{0};
  std::uint64_t requests_ = 0;
  std::thread thread_;
};

}  // namespace faults
