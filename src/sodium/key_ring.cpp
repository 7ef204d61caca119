#include "rowan/sodium/key_ring.hpp"

#include <algorithm>
#include <mutex>
#include <optional>

#include "rowan/sodium/secure_password.hpp"
#include "rowan/sodium/sodium_error.hpp"
#include "sodium/keys.hpp"

namespace rowan {
namespace {

using Keys = KeyRing::Keys;
using Secret = std::unique_ptr<unsigned char, Keys::Free>;

Secret new_secret() {
  detail::need_sodium();
  Secret secret(static_cast<unsigned char*>(sodium_malloc(Keys::size)));
  if (!secret) throw SodiumError("there is too little memory that is not swapped for one more key");
  return secret;
}

bool is_id(const std::string& id) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return !id.empty() && id.size() <= 32 && id.find_first_not_of(allowed) == std::string::npos;
}

bool decode(const std::string& text, unsigned char* into) {
  for (const int variant : {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_URLSAFE,
                            sodium_base64_VARIANT_ORIGINAL_NO_PADDING, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    std::size_t size = 0;
    if (sodium_base642bin(into, Keys::size, text.data(), text.size(), "\n\r ", &size, nullptr, variant) == 0 &&
        size == Keys::size)
      return true;
  }
  return false;
}

Keys::Key read_key(const NamedKey& named) {
  if (!is_id(named.id))
    throw SodiumError("a key's id has 1 to 32 letters, digits, - and _; this one has others, or another length");
  Secret secret = new_secret();
  if (!decode(named.secret, secret.get()) || sodium_is_zero(secret.get(), Keys::size) != 0)
    throw SodiumError("the key \"" + named.id +
                      "\" is not 32 random bytes in base64: make one with openssl rand -base64 32");
  sodium_mprotect_readonly(secret.get());
  return {named.id, std::move(secret)};
}

// Whatever happens, the texts that were given don't stay in memory.
struct WipedAtEnd {
  std::vector<NamedKey>& keys;
  ~WipedAtEnd() {
    for (NamedKey& key : keys) wipe(key.secret);
  }
};

struct InUse {
  std::mutex mutex;
  std::optional<KeyRing> ring;
};
InUse& in_use() {
  static InUse used;
  return used;
}

}  // namespace

KeyRing::KeyRing(std::vector<NamedKey> newest_first) {
  const WipedAtEnd wiped{newest_first};
  if (newest_first.empty())
    throw SodiumError("a key ring needs at least one key: make one with openssl rand -base64 32");
  auto keys = std::make_shared<Keys>();
  for (const NamedKey& named : newest_first) {
    Keys::Key key = read_key(named);
    if (keys->find(key.id) != nullptr) throw SodiumError("the key \"" + key.id + "\" is in the ring twice");
    keys->list.push_back(std::move(key));
  }
  keys_ = std::move(keys);
}

const std::string& KeyRing::newest() const noexcept { return keys_->list.front().id; }

std::vector<std::string> KeyRing::ids() const {
  std::vector<std::string> ids;
  for (const Keys::Key& key : keys_->list) ids.push_back(key.id);
  return ids;
}

std::string KeyRing::random_secret() {
  const Secret secret = new_secret();
  randombytes_buf(secret.get(), Keys::size);
  std::string text(sodium_base64_ENCODED_LEN(Keys::size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), secret.get(), Keys::size, sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its NUL
  return text;
}

void use_keys(const KeyRing& ring) {
  const std::scoped_lock lock(in_use().mutex);
  in_use().ring = ring;
}

KeyRing keys_in_use() {
  const std::scoped_lock lock(in_use().mutex);
  if (!in_use().ring) throw SodiumError("there are no keys: call rowan::use_keys(…) when the program begins");
  return *in_use().ring;
}

}  // namespace rowan
