<?php

// Stands in for what Composer installs: the framework is Debian’s php-laravel-framework, copied beside this file or on the machine.
set_include_path(__DIR__.'/php'.PATH_SEPARATOR.'/usr/share/php'.PATH_SEPARATOR.get_include_path());

require_once 'Illuminate/autoload.php';

spl_autoload_register(function (string $class): void {
    $file = dirname(__DIR__).'/'.lcfirst(strtr($class, '\\', '/')).'.php';
    if (strncmp($class, 'App\\', 4) === 0 && is_file($file)) {
        require $file;
    }
});
