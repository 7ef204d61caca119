#include "connection/replica_urls.hpp"

#include <algorithm>

#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

/// The primary's URL with another host: user, password, database and options are the same on a replica. What chooses
/// among the primary's hosts is not.
Url at_host(Url url, const std::string& host) {
  const Url parsed = Url::parse(url.scheme + "://" + host + "/x");
  if (parsed.host.empty() || !parsed.user.empty() || parsed.path != "x") {
    throw InvalidUrl("the option \"replicas\" lists hosts, with or without a port, and \"" + host +
                     "\" is none; write replicas=replica1,replica2:5433, or give whole URLs in DatabaseOptions");
  }
  url.host = parsed.host;
  url.port = parsed.port;
  for (const char* of_primary : {"replicas", "host", "hostaddr", "port", "target_session_attrs"})
    url.options.erase(of_primary);
  return url;
}

std::vector<Url> hosts_in_url(const Url& primary) {
  std::vector<Url> urls;
  const std::string list = primary.option("replicas").value_or("");
  for (std::size_t at = 0; at < list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    urls.push_back(at_host(primary, list.substr(at, end - at)));
    at = end + 1;
  }
  return urls;
}

void check_scheme(const Driver& driver, const Url& primary, const Url& url) {
  const auto schemes = driver.schemes();
  if (std::find(schemes.begin(), schemes.end(), url.scheme) != schemes.end()) return;
  throw InvalidUrl("the replica " + url.redacted() + " can't follow " + primary.redacted() +
                   ", which is another kind of database; give URLs of " + std::string(driver.name()));
}

}  // namespace

std::vector<Url> replica_urls(const Driver& driver, const Url& primary, const std::vector<std::string>& listed) {
  std::vector<Url> urls = hosts_in_url(primary);
  for (const std::string& text : listed) {
    urls.push_back(Url::parse(text));
    check_scheme(driver, primary, urls.back());
  }
  return urls;
}

}  // namespace rowan
