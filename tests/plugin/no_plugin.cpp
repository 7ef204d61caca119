extern "C" int no_plugin() { return 1; }
