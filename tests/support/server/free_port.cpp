#include "support/server/free_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace rowan::testing {
namespace {

// Bound while it lives, so that the next one gets another port.
class BoundSocket {
 public:
  BoundSocket() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (socket_ < 0 || ::bind(socket_, generic, size) != 0 || ::getsockname(socket_, generic, &size) != 0)
      throw std::runtime_error("there is no free port on 127.0.0.1");
    port_ = ntohs(address.sin_port);
  }
  BoundSocket(BoundSocket&& other) noexcept : socket_(other.socket_), port_(other.port_) { other.socket_ = -1; }
  BoundSocket& operator=(BoundSocket&&) = delete;
  ~BoundSocket() {
    if (socket_ >= 0) ::close(socket_);
  }
  [[nodiscard]] unsigned port() const { return port_; }

 private:
  int socket_;
  unsigned port_ = 0;
};

}  // namespace

std::vector<unsigned> free_ports(std::size_t count) {
  std::vector<BoundSocket> sockets;
  std::vector<unsigned> ports;
  for (std::size_t i = 0; i < count; ++i) ports.push_back(sockets.emplace_back().port());
  return ports;
}

}  // namespace rowan::testing
