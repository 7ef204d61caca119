#include "faults/proxy.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace faults {
namespace {

constexpr std::size_t midway = 20'000;  // more than a server sends before rows, less than the rows that tests read

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("the proxy can't ") + what + ": " + std::strerror(errno));
}

bool send_all(int to, std::string_view data) {
  while (!data.empty()) {
    const auto sent = ::send(to, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return server;
  ::close(server);
  return -1;
}

}  // namespace

Proxy::Proxy(std::string server, std::function<void()> kill) : server_(std::move(server)), kill_(std::move(kill)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  require(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "bind");
  require(::listen(listener_, 64) == 0, "listen");
  socklen_t size = sizeof address;
  require(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0, "name its port");
  port_ = ntohs(address.sin_port);
  require(::pipe2(wake_, O_CLOEXEC | O_NONBLOCK) == 0, "open a pipe");
  thread_ = std::thread([this] { run(); });
}

Proxy::~Proxy() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake();
  thread_.join();
  for (Link& link : links_) close_link(link);
  for (const int open : {listener_, wake_[0], wake_[1]}) ::close(open);
}

void Proxy::arm(Fault fault, std::string text, int skip) {
  const std::lock_guard lock(mutex_);
  armed_ = fault;
  text_ = std::move(text);
  skip_ = skip;
  fired_ = false;
}

bool Proxy::fired() const {
  const std::lock_guard lock(mutex_);
  return fired_;
}

void Proxy::strike(Fault fault) {
  {
    const std::lock_guard lock(mutex_);
    if (fault == Fault::crash) kill_();
    const bool hang = fault == Fault::hang_before || fault == Fault::hang_after;
    for (Link& link : links_) {
      if (hang)
        link.mode = Mode::swallow;
      else
        close_link(link);
    }
    fired_ = true;
  }
  wake();
}

std::uint64_t Proxy::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void Proxy::delay(std::chrono::milliseconds time) {
  const std::lock_guard lock(mutex_);
  delay_ = time;
}

void Proxy::wake() const { static_cast<void>(!::write(wake_[1], "", 1)); }

void Proxy::run() {
  for (;;) {
    std::vector<pollfd> waiting{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      if (stop_) return;
      std::erase_if(links_, [](const Link& link) { return link.mode == Mode::closed; });
      for (const Link& link : links_) {
        waiting.push_back({link.client, POLLIN, 0});
        waiting.push_back({link.server, POLLIN, 0});
      }
    }
    ::poll(waiting.data(), waiting.size(), -1);
    const std::lock_guard lock(mutex_);
    char drained[64];
    while (::read(wake_[0], drained, sizeof drained) > 0) {
    }
    const std::size_t polled = (waiting.size() - 2) / 2;
    for (std::size_t i = 0; i < polled; ++i) {
      Link& link = links_[i];
      if (link.mode != Mode::closed && waiting[2 + 2 * i].revents != 0) from_client(link);
      if (link.mode != Mode::closed && waiting[3 + 2 * i].revents != 0) from_server(link);
    }
    if (waiting[1].revents != 0) accept_client();
  }
}

void Proxy::accept_client() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int server = connect_to(server_);
  if (server < 0) {
    ::close(client);
    return;
  }
  const int yes = 1;
  ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  links_.push_back({client, server});
}

void Proxy::from_client(Link& link) {
  std::array<char, 65536> buffer;
  const auto got = ::recv(link.client, buffer.data(), buffer.size(), 0);
  if (got <= 0) return close_link(link);
  ++requests_;
  if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
  const std::string_view request(buffer.data(), static_cast<std::size_t>(got));
  if (link.mode == Mode::relay && meets_fault(request)) return apply(link, request);
  if (link.mode == Mode::swallow || link.mode == Mode::hang_at_answer) return;
  if (!send_all(link.server, request)) close_link(link);
}

bool Proxy::meets_fault(std::string_view request) {
  if (armed_ == Fault::none || request.find(text_) == request.npos) return false;
  if (skip_-- > 0) return false;
  met_ = std::exchange(armed_, Fault::none);
  fired_ = true;
  return true;
}

void Proxy::apply(Link& link, std::string_view request) {
  switch (met_) {
    case Fault::crash:
      kill_();
      for (Link& each : links_) close_link(each);
      return;
    case Fault::hang_before:
      link.mode = Mode::swallow;
      return;
    case Fault::cut_before:
    case Fault::none:
      return close_link(link);
    case Fault::cut_after:
      link.mode = Mode::cut_at_answer;
      break;
    case Fault::cut_midway:
      link.mode = Mode::cut_in_answer;
      break;
    case Fault::hang_after:
      link.mode = Mode::hang_at_answer;
      break;
  }
  if (!send_all(link.server, request)) close_link(link);
}

void Proxy::from_server(Link& link) {
  std::array<char, 65536> buffer;
  const auto got = ::recv(link.server, buffer.data(), buffer.size(), 0);
  if (got <= 0 || link.mode == Mode::cut_at_answer) return close_link(link);
  if (link.mode == Mode::swallow || link.mode == Mode::hang_at_answer) return;
  const std::string_view answer(buffer.data(), static_cast<std::size_t>(got));
  if (link.mode == Mode::cut_in_answer) {
    send_all(link.client, answer.substr(0, midway - std::min(midway, link.answered)));
    link.answered += answer.size();
    if (link.answered >= midway) close_link(link);
    return;
  }
  if (!send_all(link.client, answer)) close_link(link);
}

void Proxy::close_link(Link& link) {
  if (link.mode == Mode::closed) return;
  link.mode = Mode::closed;
  ::close(link.client);
  ::close(link.server);
}

}  // namespace faults
