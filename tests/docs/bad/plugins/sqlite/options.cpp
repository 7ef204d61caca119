bool known = name == "silent";
